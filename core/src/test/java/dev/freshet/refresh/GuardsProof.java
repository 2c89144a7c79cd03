package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each invariant of the simulation is guarded by a line, and breaks without it: the line is taken out of a copy of the
 * sources, and the simulation runs on that copy until something breaks. Prints the table of docs/simulation.md. Takes
 * minutes, and runs with {@code -Pproof}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class GuardsProof {

    private static final long BASE_SEED = 7;
    private static final int MOST_SEEDS = 50_000;

    static final List<Guard> GUARDS = List.of(
            new Guard(
                    "makes one flight by compare-and-set",
                    "RefreshingTokenSource",
                    "if (!STATE.compareAndSet(this, seen, seen.refreshing(flight))) {",
                    "STATE.setVolatile(this, seen.refreshing(flight)); if (flight == null) {",
                    "I8",
                    "I1"),
            new Guard(
                    "waits for the lease of another",
                    "Refresh",
                    "pauseBeforeAsking();\n            answered = isPlain(row.grant()) ? row : null;",
                    "return send(request, row);",
                    "I2"),
            new Guard(
                    "looks again when the row has moved",
                    "Refresh",
                    "answered = moved.row().orElse(null);",
                    "return send(request, row);",
                    "I2",
                    "I3",
                    "lost"),
            new Guard(
                    "a lease outlives an attempt",
                    "ClientRegistration",
                    "return attemptTimeout().plus(TIME_TO_COMMIT);",
                    "return Duration.ofSeconds(1);",
                    "I2",
                    "lost"),
            new Guard(
                    "sends nothing that its lease does not cover",
                    "Refresh",
                    "if (now().isBefore(uncovered)) {",
                    "if (!now().isBefore(now().nanos())) {",
                    "I2",
                    "I12",
                    "I3"),
            new Guard(
                    "gives way to another grant in its row",
                    "Refresh",
                    "if (now.isEmpty() || !isSameGrant(now.get().grant(), leased.grant())) {",
                    "if (now.isEmpty()) {",
                    "I3"),
            new Guard(
                    "hands out only what was stored",
                    "Refresh",
                    "return commit(unsaved.leased(), unsaved.next()) ? Optional.of(unsaved.renewed()) : Optional.empty();",
                    "commit(unsaved.leased(), unsaved.next()); return Optional.of(unsaved.renewed());",
                    "I4"),
            new Guard(
                    "hands out nothing that the store did not take",
                    "Refresh",
                    "return Optional.of(\n                    new Outcome.Failed(Failure.LOCAL, String.valueOf(e.getMessage()), Duration.ZERO, false, unsaved));",
                    "return Optional.of(unsaved.renewed());",
                    "I4"),
            new Guard(
                    "waits no longer than wait-timeout",
                    "RefreshingTokenSource",
                    "await(flight.landed(), limit)",
                    "await(flight.landed(), Duration.ofDays(1))",
                    "I5"),
            new Guard(
                    "serves a token that is due",
                    "GrantState",
                    "if (held != null && held.isUsable(now)) {\n            return underWay",
                    "if (held != null && held.isUsable(now) && !held.isDue(now)) {\n            return underWay",
                    "I7"),
            new Guard(
                    "keeps its token when a refresh brings nothing",
                    "GrantState",
                    "return new GrantState(held, waiting(failed, now, random), null);",
                    "return new GrantState(null, waiting(failed, now, random), null);",
                    "I7"),
            new Guard(
                    "a refusal concerns one token",
                    "GrantState",
                    "return refused.token().equals(token) && !refused.rejected()",
                    "return !refused.rejected()",
                    "I8",
                    "living"),
            new Guard(
                    "adopts what others have stored",
                    "Refresh",
                    "return !flight.replaces(token) && !isExpired(token);",
                    "return false;",
                    "I8",
                    "I11"),
            new Guard(
                    "takes no token from what it remembers",
                    "Refresh",
                    "if (read == null && remembered != null && !isWorthAdopting(remembered.grant())) {",
                    "if (read == null && remembered != null) {",
                    "I12",
                    "I13"),
            new Guard(
                    "closes the gate before a dead server",
                    "IssuerGate",
                    "return failures >= FAILURES_TO_CLOSE;",
                    "return false;",
                    "I9"),
            new Guard(
                    "only a refused grant ends",
                    "Refresh",
                    "if (error.refusesGrant()) {",
                    "if (error != null) {",
                    "I10"),
            new Guard(
                    "keeps the refresh token if no new one came",
                    "Refresh",
                    "RefreshToken after = response.refreshToken() == null ? before : response.refreshToken();",
                    "RefreshToken after = response.refreshToken();",
                    "I10"),
            new Guard(
                    "settles a refresh that no thread took",
                    "RefreshingTokenSource",
                    "settle(flight, local(flight, \"no thread is free to refresh, or the application stops: \" + e));",
                    "local(flight, \"\");",
                    "I11",
                    "I5"),
            new Guard(
                    "a login looks into the store if something happened meanwhile",
                    "RefreshingTokenSource",
                    "step(GrantState::overtaken);",
                    "step(seen -> seen.authorized(token, client.terms(key), now()));",
                    "I12"),
            new Guard(
                    "notices that it was overtaken",
                    "RefreshingTokenSource",
                    "boolean overtaken = before.flight() != flight;\n        while (!overtaken && !STATE.compareAndSet(this, before, next)) {",
                    "boolean overtaken = false;\n        while (!STATE.compareAndSet(this, before, next)) {",
                    "I12",
                    "I13"),
            new Guard("forgets at once", "RefreshingTokenSource", "step(seen -> GrantState.unknown());", "", "I13"),
            new Guard(
                    "writes down that a grant is over",
                    "Refresh",
                    "return write(leased.version(), grant.withEnd(reason.name()))\n                ?",
                    "return write(leased.version(), grant)\n                ?",
                    "refused"),
            new Guard(
                    "does not present what may be spent",
                    "Refresh",
                    "return lastResort || hasTimeForAnother(lost.since());",
                    "return true;",
                    "living"),
            new Guard(
                    "takes an abandoned lease for a lost answer",
                    "Refresh",
                    ": grant.withUnanswered(new Unanswered(abandoned.intent(), abandoned.since()));",
                    ": grant.withLease(null);",
                    "living"),
            new Guard(
                    "the leeway has a margin",
                    "RefreshTokenPolicy",
                    "sinceFirst.plus(attemptTimeout).plus(MARGIN).compareTo(rotationLeeway) <= 0",
                    "sinceFirst.compareTo(rotationLeeway) <= 0",
                    "living"),
            new Guard(
                    "a token is used up when both say so",
                    "RefreshingTokenSource",
                    "held != null && !held.isUsable(now),",
                    "true,",
                    "living"),
            new Guard(
                    "stores the new refresh token",
                    "Refresh",
                    "RefreshToken after = response.refreshToken() == null ? before : response.refreshToken();",
                    "RefreshToken after = before;",
                    "living",
                    "lost"));

    // Kept, since a logger that nobody holds is forgotten with its level.
    private static final Logger LOG = Logger.getLogger("dev.freshet");
    private static final List<String> ROWS = new ArrayList<>();

    /**
     * @param promise what the line is there for
     * @param expected the invariants one of which breaks without it
     */
    record Guard(String promise, String file, String line, String without, List<String> expected) {

        Guard(String promise, String file, String line, String without, String... expected) {
            this(promise, file, line, without, List.of(expected));
        }

        @Override
        public String toString() {
            return file + ": " + promise;
        }
    }

    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void print() {
        LOG.setLevel(null);
        System.out.println("| file | promise | breaks first | seed |\n|---|---|---|---|");
        ROWS.forEach(System.out::println);
    }

    @ParameterizedTest
    @FieldSource("GUARDS")
    void isNeeded(Guard guard, @TempDir Path copy) throws Exception {
        compile(guard, copy);
        try (URLClassLoader loader = loader(copy)) {
            Class<?> figuresType = loader.loadClass(Simulation.Figures.class.getName());
            Method run = loader.loadClass(Simulation.class.getName()).getDeclaredMethod("run", long.class, figuresType);
            run.setAccessible(true);
            var maker = figuresType.getDeclaredConstructor();
            maker.setAccessible(true);
            Object figures = maker.newInstance();
            SplittableRandom random = new SplittableRandom(BASE_SEED);
            String broken = "nothing";
            long seed = 0;
            for (int i = 0; i < MOST_SEEDS && broken.equals("nothing"); i++) {
                seed = random.nextLong();
                broken = broken(run, seed, figures);
            }
            String row = "| `" + guard.file() + "` | " + guard.promise() + " | " + broken + " | `" + seed + "` |";
            System.out.println(row);
            ROWS.add(row);
            assertTrue(guard.expected().contains(broken), guard + ": " + broken + " broke, at seed " + seed);
        }
    }

    private static String broken(Method run, long seed, Object figures) throws IllegalAccessException {
        try {
            run.invoke(null, seed, figures);
            return "nothing";
        } catch (InvocationTargetException e) {
            String message = String.valueOf(e.getCause().getMessage());
            return message.substring(0, Math.max(0, message.indexOf(':')));
        }
    }

    /** The sources with the line taken out, as far as they differ from what was built. */
    private static void compile(Guard guard, Path copy) throws IOException {
        Path source = Path.of("src/main/java/dev/freshet/refresh", guard.file() + ".java");
        String text = Files.readString(source);
        assertEquals(text.indexOf(guard.line()), text.lastIndexOf(guard.line()), guard + " is guarded once");
        assertTrue(text.contains(guard.line()), guard + ": its line reads otherwise by now");
        Path changed =
                Files.writeString(copy.resolve(source.getFileName()), text.replace(guard.line(), guard.without()));
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none", "-nowarn", "-d", copy.toString(), "-cp", System.getProperty("java.class.path"));
            assertTrue(
                    compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(changed))
                            .call(),
                    guard + " can be compiled without its line");
        }
    }

    /** Everything anew, so that the changed classes and the others see each other's package-private parts. */
    private static URLClassLoader loader(Path copy) {
        Stream<Path> paths = Stream.concat(
                Stream.of(copy),
                Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                        .map(Path::of));
        URL[] urls = paths.map(GuardsProof::url).toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
