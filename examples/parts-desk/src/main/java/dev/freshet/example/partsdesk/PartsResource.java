package dev.freshet.example.partsdesk;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The desk for the people at the page. */
@Path("parts")
@ApplicationScoped
public class PartsResource {

    @Inject
    PartsDesk desk;

    /** The part with this number, or 404; 503 with {@code Retry-After} if the partner cannot be asked for the moment. */
    @GET
    @Path("{sku}")
    @Produces(MediaType.APPLICATION_JSON)
    public Part find(@PathParam("sku") String sku) {
        return desk.find(sku).orElseThrow(NotFoundException::new);
    }
}
