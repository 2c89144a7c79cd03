package dev.freshet.example.dealerportal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The parts, for the page. */
@Path("parts")
@ApplicationScoped
public class PartsResource {

    @Inject
    Partner partner;

    /** What the partner sells to the user who is signed in. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public JsonArray all() {
        return partner.parts();
    }
}
