package dev.freshet.example.cluster;

import dev.freshet.example.launcher.Options;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs the parts desk on some nodes until Ctrl-C, or for some seconds. It prints where the nodes are, how each can be killed and
 * how they fare every few seconds; a node that was killed is started again. Ends with code 0 if no call failed, otherwise
 * with 1.
 */
public final class ClusterLauncher {

    private static final String USAGE = "WAR FOLDER SECONDS SERVER=HOME...";
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final Surroundings surroundings;
    private final List<ClusterNode> nodes = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    // One: a node looks for a free port, and another one that starts has not taken its port yet.
    private final ExecutorService reviver = Executors.newSingleThreadExecutor();
    private final Duration runTime;
    private final PrintStream out;

    private ClusterLauncher(Surroundings surroundings, Duration runTime, PrintStream out) {
        this.surroundings = surroundings;
        this.runTime = runTime;
        this.out = out;
    }

    /** The command line is {@value #USAGE}; zero seconds are until somebody ends it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 4) {
            throw new IllegalArgumentException("FRESHET-0501: the launcher cannot read its arguments; write " + USAGE);
        }
        PrintStream out = System.out;
        out.println("PostgreSQL and Keycloak start, then one node after the other; that takes a minute");
        Path folder = Path.of(arguments[1]).toAbsolutePath();
        Surroundings surroundings = Surroundings.start();
        ClusterLauncher launcher =
                new ClusterLauncher(surroundings, Duration.ofSeconds(Long.parseLong(arguments[2])), out);
        // Also for Ctrl-C and a plain kill.
        Runtime.getRuntime().addShutdownHook(new Thread(launcher::close, "stop-cluster"));
        boolean good;
        try {
            good = launcher.run(
                    Path.of(arguments[0]).toAbsolutePath(),
                    folder,
                    Arrays.asList(arguments).subList(3, arguments.length));
        } finally {
            launcher.close(); // a node that did not start leaves others behind
        }
        if (!good) {
            System.exit(1);
        }
    }

    /** Whether no call failed. */
    private boolean run(Path war, Path folder, List<String> servers) throws IOException, InterruptedException {
        Path application = surroundings.application(war, folder);
        for (String server : servers) {
            int equals = server.indexOf('=');
            ClusterNode node = ClusterNode.start(
                    Options.of(
                            "--server",
                            server.substring(0, equals),
                            "--home",
                            server.substring(equals + 1),
                            "--war",
                            application.toString(),
                            "--folder",
                            folder.resolve(server.substring(0, equals)).toString()),
                    surroundings.environment());
            nodes.add(node);
            node.awaitPage();
        }
        out.println();
        nodes.forEach(node -> out.println("  " + node.introduction()));
        out.println("  End:           " + (runTime.isZero() ? "Ctrl-C" : "in " + runTime.toSeconds() + " s, or Ctrl-C")
                + "\n");
        watch();
        long failed = nodes.stream().mapToLong(ClusterNode::failed).sum();
        out.println("\n  %d failed calls; %d times a node was started again; %s"
                .formatted(
                        failed,
                        nodes.stream().mapToInt(ClusterNode::starts).sum() - nodes.size(),
                        surroundings.line()));
        return failed == 0;
    }

    private void watch() throws InterruptedException {
        long start = System.nanoTime();
        Duration ran;
        do {
            ran = Duration.ofNanos(System.nanoTime() - start);
            out.println("  %02d:%02d  %s | %s"
                    .formatted(
                            ran.toMinutes(),
                            ran.toSecondsPart(),
                            nodes.stream().map(ClusterNode::line).collect(Collectors.joining(" | ")),
                            surroundings.line()));
            nodes.forEach(node -> node.reviveBy(reviver, out));
        } while (!isOver(ran) && !closed.await(BETWEEN_LINES.toMillis(), TimeUnit.MILLISECONDS));
    }

    private boolean isOver(Duration ran) {
        return !runTime.isZero() && ran.compareTo(runTime) >= 0;
    }

    private void close() {
        closed.countDown();
        reviver.shutdownNow();
        nodes.forEach(ClusterNode::close);
        surroundings.close();
    }
}
