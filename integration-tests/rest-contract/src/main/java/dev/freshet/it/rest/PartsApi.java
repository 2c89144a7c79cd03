package dev.freshet.it.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;

/** The API as a MicroProfile Rest Client. */
@Path("/parts")
@Produces(MediaType.APPLICATION_JSON)
public interface PartsApi extends Closeable {

    /** What the API echoes. */
    @GET
    String get();

    /** The same, later. */
    @GET
    CompletionStage<String> getLater();

    /** The whole answer. */
    @GET
    Response answer();

    /** Sends a body. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    String post(Part part);

    /** Sends a body, later. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    CompletionStage<String> postLater(Part part);

    /** Sends a stream. */
    @POST
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    String stream(InputStream stream);

    /** Is answered without a body. */
    @DELETE
    void delete();
}
