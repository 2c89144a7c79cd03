package dev.freshet.jakarta.cdi;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Class loaders by which CDI and configuration are found. */
final class LibraryLoader {

    private LibraryLoader() {}

    /**
     * The configuration of the application that this library is a part of. For the thread that deploys it, whose context
     * may be that of an enterprise archive around the application, which knows nothing of what is within.
     */
    static Config configuration() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader library = LibraryLoader.class.getClassLoader();
        return ConfigProvider.getConfig(context != null && sees(context) ? context : library);
    }

    private static boolean sees(ClassLoader loader) {
        try {
            return Class.forName(LibraryLoader.class.getName(), false, loader) == LibraryLoader.class;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Runs work with the class loader of this library as context. */
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
