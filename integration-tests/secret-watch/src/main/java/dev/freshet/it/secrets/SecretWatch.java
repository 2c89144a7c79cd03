package dev.freshet.it.secrets;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Fails every test during which a token of the testkit came into Freshet's log at the finest level, with its stack traces,
 * or into an exception that the test ended with. Found by JUnit as a service.
 */
public final class SecretWatch implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

    /** The tokens of the testkit, and credentials as they go into headers. */
    private static final Pattern SECRET =
            Pattern.compile("\\b[ar]t-[A-Za-z0-9_-]{32}|Bearer [A-Za-z0-9_-]{6,}|Basic [A-Za-z0-9+/=]{6,}");

    // Kept here: the log framework holds loggers weakly, and with them their levels.
    private static final Logger FRESHET = Logger.getLogger("dev.freshet");
    private static final Recorder RECORDER = new Recorder();

    /** For JUnit. */
    public SecretWatch() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        if (FRESHET.getLevel() != Level.FINEST) {
            FRESHET.setLevel(Level.FINEST);
            FRESHET.addHandler(RECORDER);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        String leak = RECORDER.leaks.poll();
        if (leak != null) {
            RECORDER.leaks.clear();
            throw new AssertionError("a secret came into the log: " + leak);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (Throwable failure) {
            find(printed(failure))
                    .ifPresent(leak ->
                            failure.addSuppressed(new AssertionError("a secret came into this exception: " + leak)));
            throw failure;
        }
    }

    /** What stands before the first secret of a text, without the secret. */
    static Optional<String> find(String text) {
        Matcher secret = SECRET.matcher(text);
        return secret.find()
                ? Optional.of(text.substring(Math.max(0, secret.start() - 200), secret.start()) + "[here]")
                : Optional.empty();
    }

    static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static final class Recorder extends Handler {

        private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            find(formatter.format(record)).ifPresent(leaks::add);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
