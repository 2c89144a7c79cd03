package dev.freshet.it.server;

import dev.freshet.it.process.ChildProcess;
import java.net.URI;
import java.util.List;

/** A server in a child process, as far as it is the same for all servers: how applications get in and out is not. */
public abstract class ChildServer implements ApplicationServer {

    private final ChildProcess process;
    private final int port;

    /** With the port on which applications answer. */
    protected ChildServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The process of the server itself. */
    protected final ChildProcess process() {
        return process;
    }

    @Override
    public final URI uriOf(String name) {
        return URI.create("http://127.0.0.1:" + port + "/" + name + "/");
    }

    @Override
    public final long liveInstancesOf(String className) {
        return process.liveInstancesOf(className);
    }

    @Override
    public final List<String> threads() {
        return process.threads();
    }

    @Override
    public final String log() {
        return process.log();
    }

    @Override
    public final void kill() {
        process.kill();
    }

    @Override
    public final void close() {
        process.close();
    }
}
