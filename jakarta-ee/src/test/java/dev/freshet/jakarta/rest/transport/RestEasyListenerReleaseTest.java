package dev.freshet.jakarta.rest.transport;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestEasyListenerReleaseTest {

    @Test
    void forgetsEveryLoaderThatHasTheListener() {
        Map<String, List<Object>> listeners = Collections.synchronizedMap(new HashMap<>());
        listeners.put("application", List.of("another listener", 1));
        listeners.put("its twin", List.of(2));
        listeners.put("somebody else's", List.of("another listener"));

        RestEasyListenerRelease.release(listeners, Integer.class);

        assertEquals(Map.of("somebody else's", List.of("another listener")), listeners);
    }

    @Test
    void doesNothingWhereRestEasyIsNot() {
        assertDoesNotThrow(() -> RestEasyListenerRelease.release(RestEasyListenerReleaseTest.class));
    }
}
