package dev.freshet.oauth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedHttpTest {

    private final BoundedHttp http = new BoundedHttp(Duration.ofSeconds(5), Connections.DEFAULT.withTls(TlsFiles.JVM));

    private static SSLContext context() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        return context;
    }

    @Test
    void sameContextIsServedByTheSameClient() throws Exception {
        SSLContext context = context();
        HttpClient first = http.client(context);

        assertSame(first, http.client(context));
        assertNotSame(first, http.client(context()));
    }

    /** A file that changes every day must not leave a thread behind each time. */
    @Test
    void threadOfTheClientBeforeEnds() throws Exception {
        Set<Thread> before = threads();
        http.client(context());
        Set<Thread> begun = threads();
        begun.removeAll(before);

        http.client(context());

        assertFalse(begun.isEmpty());
        for (Thread thread : begun) {
            for (int round = 0; thread.isAlive() && round < 100; round++) {
                System.gc(); // a client of JDK 17 ends when it is collected, and by nothing else
                thread.join(100);
            }
            assertFalse(thread.isAlive(), thread::getName);
        }
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("HttpClient-"));
        return threads;
    }
}
