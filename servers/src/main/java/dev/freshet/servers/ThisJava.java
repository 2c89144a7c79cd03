package dev.freshet.servers;

import java.nio.file.Path;

/** The Java that servers are started with. */
final class ThisJava {

    /** The {@code java} of this JVM. */
    static final String COMMAND =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private ThisJava() {}
}
