package dev.freshet.example.dealerportal;

import dev.freshet.jakarta.cdi.OAuth2Client;
import dev.freshet.jakarta.servlet.RequestGrant;
import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import dev.freshet.store.GrantKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How the token of the user who is signed in fares. */
@Path("token")
@ApplicationScoped
public class TokenResource {

    private static final String CLIENT = "parts";

    @Inject
    @OAuth2Client(CLIENT)
    TokenSource tokens;

    @Inject
    Renewals renewals;

    @Inject
    @ConfigProperty(name = "dealerportal.control-uri")
    Optional<URI> control;

    /**
     * The times of a token that is good now; it is renewed if need be. They are milliseconds from now, since the clock of a
     * browser may differ. {@code renewals} says how many tokens came by a refresh since the user signed in, {@code partnerObeys}
     * whether the page can have the grant revoked.
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public JsonObject status() {
        try {
            AccessToken token = tokens.accessToken();
            long left = Duration.between(Instant.now(), token.expiresAt()).toMillis();
            return Json.createObjectBuilder()
                    .add("lifetimeMillis", token.lifetime().toMillis())
                    .add("expiresInMillis", Math.max(0, left))
                    .add("renewals", count())
                    .add("partnerObeys", control.isPresent())
                    .build();
        } catch (TokenException problem) {
            throw Refusal.of(problem);
        }
    }

    private int count() {
        return RequestGrant.current()
                .map(grant -> renewals.of(new GrantKey(CLIENT, grant)))
                .orElse(0);
    }
}
