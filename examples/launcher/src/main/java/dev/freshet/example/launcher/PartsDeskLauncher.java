package dev.freshet.example.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Runs the parts desk until Ctrl-C, or for {@code --seconds}. It prints where the page is, and how it goes every few
 * seconds. Ends with code 0 if no call failed, otherwise with 1.
 */
public final class PartsDeskLauncher {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final RunningPartsDesk desk;
    private final Duration runTime;
    private final PrintStream out;

    private PartsDeskLauncher(RunningPartsDesk desk, Duration runTime, PrintStream out) {
        this.desk = desk;
        this.runTime = runTime;
        this.out = out;
    }

    /** The command line is {@value Options#USAGE}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        RunningPartsDesk desk = RunningPartsDesk.start(options);
        // Also for Ctrl-C and a plain kill.
        Runtime.getRuntime().addShutdownHook(new Thread(desk::close, "stop-parts-desk"));
        boolean good = new PartsDeskLauncher(desk, options.runTime(), System.out).run();
        desk.close();
        if (!good) {
            System.exit(1);
        }
    }

    /** Whether no call failed. */
    private boolean run() throws InterruptedException {
        out.println(desk.name() + " starts with the parts desk; its log is "
                + desk.server().log());
        try {
            desk.awaitPage();
            out.println("\n  Parts desk:  " + desk.uri() + "\n  End:         "
                    + (runTime.isZero() ? "Ctrl-C" : "in " + runTime.toSeconds() + " s, or Ctrl-C") + "\n");
            return watch();
        } catch (IllegalStateException | IOException e) {
            boolean wanted = desk.isClosedWithin(Duration.ZERO);
            if (!wanted) {
                out.println(e.getMessage());
            }
            return wanted;
        }
    }

    private boolean watch() throws InterruptedException {
        long start = System.nanoTime();
        StatusPage.Status status;
        Duration ran;
        do {
            status = desk.status();
            ran = Duration.ofNanos(System.nanoTime() - start);
            out.println("  %02d:%02d  %s".formatted(ran.toMinutes(), ran.toSecondsPart(), status.line()));
        } while (!isOver(ran) && !desk.isClosedWithin(BETWEEN_LINES));
        return status.failed() == 0;
    }

    private boolean isOver(Duration ran) {
        return !runTime.isZero() && ran.compareTo(runTime) >= 0;
    }
}
