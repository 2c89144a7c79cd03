package dev.freshet.it.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A running application server on the loopback address and free ports, a child process of this JVM. For use by one thread;
 * {@link #log()} and {@link #uriOf(String)} by any.
 */
public interface ApplicationServer extends AutoCloseable {

    /** Starts the server of this module, without an application and with some environment variables added. */
    static ApplicationServer start(Map<String, String> environment) {
        return ServiceLoader.load(Launcher.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no server's module on the class path"))
                .start(environment);
    }

    /**
     * Deploys a web application or an enterprise archive, in place of the one of that name if there is one.
     *
     * @throws DeploymentFailedException with all that the server said about it
     */
    void deploy(String name, Path archive);

    /** What it makes of an enterprise archive. */
    enum Archives {
        /** It does not run any. */
        REFUSED,
        /** All applications within have one MicroProfile Config, that of the archive: what is in theirs is not read. */
        CONFIGURED_TOGETHER,
        /** Each application within has a MicroProfile Config of its own. */
        CONFIGURED_APART
    }

    /** What it makes of enterprise archives. */
    Archives archives();

    /** Undeploys an application and returns when it is gone. */
    void undeploy(String name);

    /** Where the application of that name answers; ends with a slash. */
    URI uriOf(String name);

    /** How many objects of exactly this class are reachable in the server. */
    long liveInstancesOf(String className);

    /** Each thread of the server: its name in quotation marks, and its stack. */
    List<String> threads();

    /** All that the server has printed so far; from Freshet, everything down to the finest level. */
    String log();

    /** Ends the server as a power failure would. */
    void kill();

    /** Ends the server in good order, its applications too. */
    @Override
    void close();

    /** Starts servers of one kind; found as a service. */
    interface Launcher {

        /** Starts a server, with some environment variables added. */
        ApplicationServer start(Map<String, String> environment);
    }
}
