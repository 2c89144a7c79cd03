package dev.freshet.it.app.retry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Lets a test run the methods of {@link Sync}. */
@Path("retry")
@Produces(MediaType.TEXT_PLAIN)
@ApplicationScoped
public class RetryResource {

    private static final long LIMIT_SECONDS = 40;

    @Inject
    Sync sync;

    private final Map<String, Callable<String>> ways = Map.of(
            "plain", () -> sync.plain(),
            "transactional", () -> sync.transactional(),
            "retried", () -> sync.retried(),
            "fallen-back", () -> sync.fallenBack(),
            "stage", () -> awaited(sync.stage()),
            "asynchronous", () -> awaited(sync.asynchronous()),
            "asynchronous-of-fault-tolerance", () -> awaited(sync.asynchronousOfFaultTolerance()));

    /** Runs a method, and answers what it returned and what each of its runs left behind, a line each. */
    @POST
    @Path("{way}")
    public String run(@PathParam("way") String way) throws Exception {
        sync.forget();
        String answer = Objects.requireNonNull(ways.get(way), way).call();
        List<String> runs = sync.runs();
        return answer + "\n" + String.join("\n", runs);
    }

    private static String awaited(CompletionStage<String> stage) throws Exception {
        return stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
