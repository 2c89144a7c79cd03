package dev.freshet.it.cluster;

import dev.freshet.it.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A {@link Node} as its parent sees it. Safe for use by several threads. */
final class NodeProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final ChildProcess process;

    private NodeProcess(ChildProcess process) {
        this.process = process;
    }

    /** Starts a node; it calls nobody before {@link #begin}. */
    static NodeProcess start(NodeSettings settings) {
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("cluster.folder")));
            ChildProcess process = ChildProcess.start(
                    Files.createTempFile(folder, "node", ".log"),
                    List.of(
                            ChildProcess.java(),
                            "-Xmx96m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Node.class.getName()),
                    Map.of());
            NodeProcess node = new NodeProcess(process);
            node.write(settings.written());
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a node", e);
        }
    }

    void awaitReady() {
        await("the node is ready", () -> !said(Report.READY).isEmpty(), LIMIT);
    }

    /** Lets the threads of the node call. */
    void begin() {
        write("begin\n");
    }

    /** Ends the calls, and the node. */
    void end() {
        write("end\n");
        int code = process.awaitEnd(LIMIT);
        if (code != 0) {
            throw new IllegalStateException("a node ended with " + code + "\n" + process.log());
        }
    }

    /** Waits until the condition holds, which needs this node. */
    void await(String what, BooleanSupplier condition, Duration limit) {
        process.await(what, condition, limit);
    }

    /** What the node has said of this kind so far. */
    List<List<String>> said(String what) {
        return Report.read(process.log(), what);
    }

    /** The same of one grant. */
    List<List<String>> said(String what, String grant) {
        return said(what).stream().filter(words -> words.get(0).equals(grant)).toList();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() {
        process.kill();
    }

    private void write(String text) {
        try {
            process.input().write(text.getBytes(StandardCharsets.UTF_8));
            process.input().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a node does not listen\n" + process.log(), e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
