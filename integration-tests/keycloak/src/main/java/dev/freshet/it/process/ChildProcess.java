package dev.freshet.it.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A running child process whose output goes to a file. It never outlives the JVM that started it. Safe for use by
 * several threads.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final Path log;
    private final Thread hook;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.hook = new Thread(process::destroyForcibly, "stop-" + process.pid());
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts the command with some environment variables added; its output is appended to the log file. */
    public static ChildProcess start(Path log, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    /** The {@code java} of this JVM. */
    public static String java() {
        return jdkTool("java");
    }

    private static String jdkTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The writing end of the standard input of the process. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** The process id of the server itself. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that the process has printed so far. */
    public String log() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log of process " + pid(), e);
        }
    }

    /** How many objects of exactly this class are reachable in the child, a JVM: it collects its garbage before. */
    public long liveInstancesOf(String className) {
        return ask("GC.class_histogram").stream()
                .map(line -> line.trim().split(" +"))
                .filter(words -> words.length >= 4 && words[3].equals(className))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }

    /** Each thread of the child, a JVM: its name in quotation marks, and its stack. */
    public List<String> threads() {
        return List.of(String.join("\n", ask("Thread.print")).split("\n(?=\")"));
    }

    private List<String> ask(String question) {
        List<String> command = List.of(jdkTool("jcmd"), String.valueOf(pid()), question);
        try {
            Process answer =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines = answer.inputReader(StandardCharsets.UTF_8)) {
                return lines.lines().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into process " + pid(), e);
        }
    }

    /**
     * Waits until the condition holds.
     *
     * @throws IllegalStateException with the end of the log, if the process ended or the time is over
     */
    public void await(String what, BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (hasEndedWithin(POLL_MILLIS)) {
                throw new IllegalStateException(
                        "process ended with " + process.exitValue() + " before: " + what + "\n" + tail());
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + limit + ": " + what + "\n" + tail());
            }
        }
    }

    /** Waits for the end of a process that ends by itself. */
    public int awaitEnd(Duration limit) {
        if (!hasEndedWithin(limit.toMillis())) {
            kill();
            throw new IllegalStateException("process did not end within " + limit + "\n" + tail());
        }
        forgetHook();
        return process.exitValue();
    }

    /** Ends the process as a power failure would (SIGKILL): nothing in it can clean up. */
    public void kill() {
        process.destroyForcibly();
        hasEndedWithin(GRACE.toMillis());
        forgetHook();
    }

    /** Asks the process to end (SIGTERM), and ends it by force if it has not within 20 seconds. */
    @Override
    public void close() {
        process.destroy();
        if (!hasEndedWithin(GRACE.toMillis())) {
            process.destroyForcibly();
            hasEndedWithin(GRACE.toMillis());
        }
        forgetHook();
    }

    private boolean hasEndedWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for process " + pid(), e);
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            System.getLogger("dev.freshet.it").log(System.Logger.Level.DEBUG, "this JVM is ending, its hooks run", e);
        }
    }

    private String tail() {
        String all = log();
        return all.substring(Math.max(0, all.length() - 6_000));
    }
}
