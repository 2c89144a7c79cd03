package dev.freshet.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Lets a test call the partner through the application. */
@Path("calls")
@ApplicationScoped
public class CallsResource {

    @Inject
    Calls calls;

    /** Calls once, in the way of that name, and answers what the partner answered. */
    @POST
    @Path("{way}")
    @Consumes(MediaType.TEXT_PLAIN)
    @Produces(MediaType.TEXT_PLAIN)
    public String call(@PathParam("way") String way, String text) {
        return calls.call(way, text);
    }
}
