package dev.freshet.jakarta.rest.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.rest.transport.Transport.Twin;
import jakarta.ws.rs.client.Client;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TwinsTest {

    private final Twins twins = new Twins();
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

    /** A client that can do nothing but be closed: also not tell its hash code. */
    private static Client client(Runnable onClose) {
        return (Client) Proxy.newProxyInstance(
                TwinsTest.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("close")) {
                        throw new AssertionError(method);
                    }
                    onClose.run();
                    return null;
                });
    }

    private Twin twin(boolean closeable) {
        return new Twin(client(() -> closed.add("twin")), closeable);
    }

    @Test
    void makesOneTwinForAClient() {
        Client one = client(() -> {});
        Client other = client(() -> {});
        Twin twin = twins.of(one, original -> twin(true));
        assertSame(twin, twins.of(one, original -> twin(true)));
        assertNotSame(twin, twins.of(other, original -> twin(true)));
        assertEquals(2, twins.size());
    }

    @Test
    void closesTheTwinOfAClientThatIsGone() throws InterruptedException {
        abandon(true);
        awaitEmpty();
        assertEquals("twin", closed.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void closesNoTwinThatSharesWhatItsClientHad() {
        abandon(false);
        awaitEmpty();
        assertTrue(closed.isEmpty());
    }

    private void abandon(boolean closeable) {
        twins.of(client(() -> closed.add("original")), original -> twin(closeable));
    }

    private void awaitEmpty() {
        for (int round = 0; twins.size() > 0; round++) {
            assertTrue(round < 100, "the client was not collected");
            System.gc();
            Thread.onSpinWait();
        }
    }
}
