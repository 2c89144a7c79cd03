package dev.freshet.jakarta.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordingTest {

    private static final MediaType MULTIPART = new MediaType("multipart", "form-data", Map.of("boundary", "b1"));

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    private Recording recording(int limit, String body) throws IOException {
        Recording recording = new Recording(wire, limit);
        recording.write(body.getBytes(StandardCharsets.US_ASCII));
        return recording;
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
        Recording whole = recording(1000, "--b1\r\n\r\nx\r\n--b1--\r\n");
        whole.complete();
        assertTrue(whole.body(MULTIPART).isPresent());
        assertTrue(whole.body(MediaType.MULTIPART_FORM_DATA_TYPE).isEmpty());
        Recording cut = recording(1000, "--b1\r\n\r\nx");
        cut.complete();
        assertTrue(cut.body(MULTIPART).isEmpty());
    }
}
