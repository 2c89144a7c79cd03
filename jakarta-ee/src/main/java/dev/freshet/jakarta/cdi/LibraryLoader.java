package dev.freshet.jakarta.cdi;

/** Runs work with the class loader of this library as context: CDI and configuration are found by it. */
final class LibraryLoader {

    private LibraryLoader() {}

    static void run(Runnable work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LibraryLoader.class.getClassLoader());
        try {
            work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
