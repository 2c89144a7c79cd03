package dev.freshet.it.app.users;

import dev.freshet.jakarta.cdi.OAuth2Client;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.TokenSources;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Brings the tokens of a user in, and calls the partner for the user of a request. */
@Path("users")
@ApplicationScoped
public class UsersResource {

    private static final long LIMIT_SECONDS = 40;

    @Inject
    TokenSources sources;

    @Inject
    @RestClient
    PersonalApi api;

    @Inject
    @OAuth2Client("personal")
    WebTarget target;

    /** Its threads are made by whoever calls first, and serve everybody after that. */
    private final ExecutorService pool = Executors.newFixedThreadPool(1);

    private final Map<String, Callable<String>> ways = Map.of(
            "rest-client", () -> api.find(),
            "rest-client-stage", () -> api.findLater().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS),
            "target", () -> target.path("me").request().get(String.class),
            "target-rx",
                    () -> target.path("me")
                            .request()
                            .rx()
                            .get(String.class)
                            .toCompletableFuture()
                            .get(LIMIT_SECONDS, TimeUnit.SECONDS),
            "rest-client-in-pool", () -> pool.submit(() -> api.find()).get(LIMIT_SECONDS, TimeUnit.SECONDS),
            "target-rx-in-pool",
                    () -> pool.submit(() -> target.path("me")
                                    .request()
                                    .rx()
                                    .get(String.class)
                                    .toCompletableFuture()
                                    .get(LIMIT_SECONDS, TimeUnit.SECONDS))
                            .get(LIMIT_SECONDS, TimeUnit.SECONDS));

    /** Takes the refresh token of the user of this request. */
    @POST
    @Path("tokens")
    @Consumes(MediaType.TEXT_PLAIN)
    public void authorize(@Context SecurityContext user, String tokens) {
        String[] pair = tokens.split(" ");
        sources.authorize(
                "personal", user.getUserPrincipal().getName(), TokenResponse.of(pair[0], Duration.ofHours(1), pair[1]));
    }

    /** What the partner says, or 409 with the reason if the call was refused before it was sent. */
    @GET
    @Path("{way}")
    @Produces(MediaType.TEXT_PLAIN)
    public Response call(@PathParam("way") String way) {
        try {
            return Response.ok(Objects.requireNonNull(ways.get(way), way).call())
                    .build();
        } catch (Exception e) {
            return Response.status(Response.Status.CONFLICT).entity(reasons(e)).build();
        }
    }

    private static String reasons(Throwable problem) {
        StringBuilder reasons = new StringBuilder();
        for (Throwable each = problem; each != null; each = each.getCause()) {
            reasons.append(each).append('\n');
        }
        return reasons.toString();
    }

    @PreDestroy
    void endPool() {
        pool.shutdownNow();
    }
}
