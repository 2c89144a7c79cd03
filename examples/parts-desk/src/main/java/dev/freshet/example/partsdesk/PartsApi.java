package dev.freshet.example.partsdesk;

import dev.freshet.jakarta.cdi.OAuth2Client;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * The partner's API. It wants an access token, a {@code Subscription-Id} and a new {@code Request-Id} with each request;
 * the annotation {@link OAuth2Client} and the configuration of the client {@code parts} supply all three.
 */
@RegisterRestClient(configKey = "parts-api")
@OAuth2Client("parts")
@Path("parts")
public interface PartsApi {

    /** The part with this number; an unknown one is answered with 404. */
    @GET
    @Path("{sku}")
    @Produces(MediaType.APPLICATION_JSON)
    Part find(@PathParam("sku") String sku);
}
