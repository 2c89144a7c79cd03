package dev.freshet.jakarta.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordingTest {

    private static final MediaType MULTIPART = new MediaType("multipart", "form-data", Map.of("boundary", "b1"));

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final ReplayBudget budget = new ReplayBudget(25);

    private Recording recording(int limit, String body) throws IOException {
        Recording recording = new Recording(wire, limit, budget, null);
        recording.write(body.getBytes(StandardCharsets.US_ASCII));
        return recording;
    }

    private Recording multipart(@Nullable MediaType writtenAs, String body) throws IOException {
        Recording recording = new Recording(wire, 1000, new ReplayBudget(1000), writtenAs);
        recording.write(body.getBytes(StandardCharsets.US_ASCII));
        return recording;
    }

    @Test
    void forgetsABodyForWhichThereIsNoRoomBesideOthers() throws IOException {
        Recording first = recording(20, "12345678901234567890");
        Recording second = recording(20, "123456");
        second.complete();
        assertTrue(second.body(null).isEmpty());
        assertEquals(20, budget.used(), "what did not fit has taken nothing");
        first.forget();
        first.forget();
        assertEquals(0, budget.used());
        Recording third = recording(20, "123456");
        third.complete();
        assertTrue(third.body(null).isPresent());
        assertEquals(6, budget.used());
    }

    @Test
    void givesBackWhatACallHeldThatEndedWithoutAnAnswer() throws IOException {
        recording(20, "12345678901234567890"); // held by nobody from here on
        Recording next = null;
        for (int i = 0; i < 1_000 && (next == null || next.body(null).isEmpty()); i++) {
            System.gc();
            next = recording(20, "1234567890");
            next.complete();
        }
        assertTrue(next.body(null).isPresent(), "the garbage collector has found it");
    }

    @Test
    void writesOnWhatItRemembers() throws IOException {
        Recording recording = recording(10, "123456789");
        recording.write('0');
        recording.complete();
        assertEquals("1234567890", wire.toString(StandardCharsets.US_ASCII));
        assertArrayEquals(wire.toByteArray(), recording.body(null).orElseThrow());
    }

    @Test
    void forgetsABodyThatIsTooLong() throws IOException {
        Recording recording = recording(10, "1234567890");
        recording.write('1');
        recording.complete();
        assertTrue(recording.body(null).isEmpty());
        assertEquals("12345678901", wire.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void hasNoBodyBeforeItsEnd() throws IOException {
        Recording recording = recording(10, "123");
        assertTrue(recording.body(null).isEmpty());
        recording.close();
        assertTrue(recording.body(null).isPresent());
    }

    @Test
    void hasOnlyWholeMultipartBodies() throws IOException {
        Recording whole = multipart(null, "--b1\r\n\r\nx\r\n--b1--\r\n");
        whole.complete();
        assertTrue(whole.body(MULTIPART).isPresent());
        assertTrue(whole.body(MediaType.MULTIPART_FORM_DATA_TYPE).isEmpty());
        Recording cut = multipart(null, "--b1\r\n\r\nx");
        cut.complete();
        assertTrue(cut.body(MULTIPART).isEmpty());
    }

    @Test
    void hasNoMultipartBodyWhoseHeaderSaysNothingAnyMore() throws IOException {
        Recording first = multipart(MediaType.MULTIPART_FORM_DATA_TYPE, "value");
        first.complete();
        assertTrue(first.body(null).isEmpty());
        assertTrue(first.body(MediaType.TEXT_PLAIN_TYPE).isEmpty());
    }
}
