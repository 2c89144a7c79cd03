package dev.freshet.example.dealerportal;

import dev.freshet.jakarta.cdi.OAuth2Client;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * The partner's API, called with the tokens of the user who is signed in: the client {@code parts} has them. What it answers is
 * handed on as it is: {@code sku}, {@code name}, {@code price}, {@code currency} and {@code stock}.
 */
@RegisterRestClient(configKey = "parts-api")
@OAuth2Client("parts")
@Path("parts")
@Produces(MediaType.APPLICATION_JSON)
public interface PartsApi {

    /** All parts. */
    @GET
    JsonArray all();

    /** The part with this number; an unknown one is answered with 404. */
    @GET
    @Path("{sku}")
    JsonObject find(@PathParam("sku") String sku);
}
