package dev.freshet.it.app.retry;

import dev.freshet.jakarta.cdi.OAuth2Client;
import dev.freshet.jakarta.cdi.RetryOnUnauthorized;
import dev.freshet.refresh.TokenSource;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.faulttolerance.Asynchronous;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;

/** Methods that call the partner with a token that they attach themselves, and are run once more if it is refused. */
@ApplicationScoped
@RetryOnUnauthorized("parts")
public class Sync {

    @Inject
    @OAuth2Client("parts")
    TokenSource tokens;

    @Inject
    @ConfigProperty(name = "freshet.parts.base-uri")
    String base;

    @Resource
    TransactionSynchronizationRegistry transactions;

    private final List<String> runs = new CopyOnWriteArrayList<>();

    void forget() {
        runs.clear();
    }

    List<String> runs() {
        return new ArrayList<>(runs);
    }

    private String call(String run) {
        runs.add(run);
        Client client = ClientBuilder.newClient();
        try {
            return client.target(base)
                    .path("parts")
                    .request()
                    .header("Authorization", tokens.accessToken().authorization())
                    .get(String.class);
        } finally {
            client.close();
        }
    }

    /** With nothing around it. */
    public String plain() {
        return call("run");
    }

    /** Each of its runs should have a transaction of its own; a line says how that ended. */
    @Transactional
    public String transactional() {
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                runs.add(status == Status.STATUS_COMMITTED ? "committed" : "rolled back");
            }
        });
        return call("run");
    }

    /** Fault Tolerance runs it three times before it gives up. */
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    public String retried() {
        return call("run");
    }

    /** Fault Tolerance leaves nothing of a failure. */
    @Fallback(fallbackMethod = "instead")
    public String fallenBack() {
        return call("run");
    }

    String instead() {
        return "fallback";
    }

    /** Fails later, without a container's help. */
    public CompletionStage<String> stage() {
        return CompletableFuture.supplyAsync(() -> call("run"));
    }

    /** Runs on a thread of the container. */
    @jakarta.enterprise.concurrent.Asynchronous
    public CompletionStage<String> asynchronous() {
        return jakarta.enterprise.concurrent.Asynchronous.Result.complete(call("run"));
    }

    /** Runs on a thread of Fault Tolerance. */
    @Asynchronous
    public CompletionStage<String> asynchronousOfFaultTolerance() {
        return CompletableFuture.completedFuture(call("run"));
    }
}
