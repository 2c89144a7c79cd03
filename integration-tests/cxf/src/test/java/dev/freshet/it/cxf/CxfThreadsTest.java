package dev.freshet.it.cxf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.freshet.it.conformance.Deviation;
import dev.freshet.it.rest.ThreadsContract;
import dev.freshet.testkit.Gate;
import jakarta.ws.rs.client.WebTarget;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CxfThreadsTest extends ThreadsContract {

    @Test
    @Override
    @Deviation(
            "CXF runs the request filters of an asynchronous call where the call is made: the caller waits for the token.")
    protected void waitsForATokenOnTheOnlyThreadOfItsExecutor() throws Exception {
        ExecutorService caller = Executors.newSingleThreadExecutor();
        closedAtTheEnd(caller::shutdownNow);
        WebTarget parts = parts();
        try (Gate gate = server.tokenEndpoint().hold()) {
            Future<Future<String>> call =
                    caller.submit(() -> parts.request().async().get(String.class));
            gate.awaitArrival(LIMIT);
            assertFalse(call.isDone());
            gate.open();
            call.get(LIMIT.toSeconds(), TimeUnit.SECONDS).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(1, api.served());
    }
}
