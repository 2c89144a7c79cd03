package dev.freshet.it.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.testkit.Answer;
import dev.freshet.testkit.Gate;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.sse.SseEventSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The answer of the second attempt stays the stream that it is. */
@DisplayName("Answers that are streams")
public abstract class StreamContract extends Fixture {

    private static final int BEGINNING = 1000;

    private static byte[] content() {
        byte[] content = new byte[500_000];
        new Random(1).nextBytes(content);
        return content;
    }

    /** Comes in two parts, the second one when the gate is opened. */
    private Gate answerInTwoParts() {
        Gate gate = closedAtTheEnd(Gate.shut());
        Answer answer = Answer.of(200, "application/octet-stream", content()).pausedAfter(BEGINNING, gate);
        api.on("GET", "/parts", request -> answer);
        return gate;
    }

    @Test
    void givesTheBeginningOfAnAnswerBeforeItsEndIsThere() throws IOException {
        Gate gate = answerInTwoParts();
        holdRevokedToken();
        try (InputStream body = parts().request().get(InputStream.class)) {
            byte[] read = new byte[content().length];
            assertEquals(BEGINNING, body.readNBytes(read, 0, BEGINNING));
            gate.open();
            body.readNBytes(read, BEGINNING, read.length - BEGINNING);
            assertArrayEquals(content(), read);
        }
        assertEquals(2, api.requests());
    }

    private InputStream bodyOfAForgottenClient() {
        Client client = newBuilder().register(feature().build()).build();
        return client.target(api.uri("/parts")).request().get(InputStream.class);
    }

    @Test
    void givesAWholeAnswerThoughAllElseOfTheCallWasCollected() throws Exception {
        Gate gate = answerInTwoParts();
        holdRevokedToken();
        try (InputStream body = bodyOfAForgottenClient()) {
            byte[] read = new byte[content().length];
            assertEquals(BEGINNING, body.readNBytes(read, 0, BEGINNING));
            collectGarbage();
            gate.open();
            body.readNBytes(read, BEGINNING, read.length - BEGINNING);
            assertArrayEquals(content(), read);
        }
    }

    /** What finalizers and cleaners do comes after a first collection, and shows after a second. */
    private static void collectGarbage() {
        for (int collection = 0; collection < 3; collection++) {
            WeakReference<Object> witness = new WeakReference<>(new Object());
            long end = System.nanoTime() + LIMIT.toNanos();
            while (witness.get() != null && System.nanoTime() < end) {
                System.gc();
            }
            System.runFinalization();
        }
    }

    @Test
    protected void givesTheFirstEventWhileTheNextOneIsOnItsWay() throws Exception {
        Gate gate = closedAtTheEnd(Gate.shut());
        String first = "id: 1\ndata: one\n\n";
        byte[] events = (first + "id: 2\ndata: two\n\n").getBytes(StandardCharsets.UTF_8);
        api.on("GET", "/events", request -> Answer.of(200, "text/event-stream", events)
                .pausedAfter(first.length(), gate));
        holdRevokedToken();
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (SseEventSource source = SseEventSource.target(
                        client(feature().build()).target(api.uri("/events")))
                .reconnectingEvery(1, TimeUnit.HOURS)
                .build()) {
            source.register(event -> got.add(event.readData()), failure -> got.add(failure.toString()));
            source.open();
            assertEquals("one", got.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(2, api.requests()); // before the stream ends, after which a source may connect anew
            gate.open();
            assertEquals("two", got.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }
}
