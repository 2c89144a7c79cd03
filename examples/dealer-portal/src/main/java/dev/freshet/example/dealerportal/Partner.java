package dev.freshet.example.dealerportal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The partner, for the user who is signed in. Tokens, 401s and refreshes are none of its business. */
@ApplicationScoped
public class Partner {

    @Inject
    @RestClient
    PartsApi api;

    /** What the partner sells to this user. */
    JsonArray parts() {
        return answer(api::all);
    }

    /** The part with this number. */
    JsonObject part(String sku) {
        return answer(() -> api.find(sku));
    }

    private static <T> T answer(Supplier<T> call) {
        try {
            return call.get();
        } catch (WebApplicationException | ProcessingException problem) {
            throw Refusal.of(problem);
        }
    }
}
