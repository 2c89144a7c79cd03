package dev.freshet.it.app;

/** Its one object lives exactly as long as the class loader of the application. */
final class Witness {

    static final Witness OBJECT = new Witness();

    private Witness() {}
}
