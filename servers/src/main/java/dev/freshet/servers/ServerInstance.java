package dev.freshet.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server that has a folder of its own and listens on the loopback address only. Who has it runs its process; it takes
 * applications as soon as that has printed the mark. For use by one thread.
 */
public interface ServerInstance {

    /** What starts it: the server itself, without a shell that would stand between a signal and the server. */
    List<String> command();

    /** What it prints when it has started. */
    String startedMark();

    /**
     * Deploys an application at the path of that name, in place of the one of that name if there is one, and returns when it
     * is deployed.
     *
     * @return what the server said about it, if it refused it
     */
    Optional<String> deploy(String name, Path archive) throws IOException;

    /** Undeploys an application and returns when it is gone. */
    void undeploy(String name) throws IOException;
}
