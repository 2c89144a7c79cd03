package dev.freshet.it.app;

import dev.freshet.jakarta.cdi.OAuth2Client;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The partner's protected API, as a Rest Client. */
@RegisterRestClient(configKey = "parts-api")
@OAuth2Client("parts")
@Path("")
public interface PartsApi {

    /** Who the API says that we are. */
    @GET
    @Path("parts")
    String find();

    /** The same, without waiting. */
    @GET
    @Path("parts")
    CompletionStage<String> findLater();

    /** Sends a JSON body. */
    @POST
    @Path("json")
    @Consumes(MediaType.APPLICATION_JSON)
    String order(Order order);

    /** Sends a JSON body, without waiting. */
    @POST
    @Path("json")
    @Consumes(MediaType.APPLICATION_JSON)
    CompletionStage<String> orderLater(Order order);

    /** Sends a form. */
    @POST
    @Path("form")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    String form(@FormParam("text") String text);

    /** Sends a stream that can be read only once. */
    @POST
    @Path("stream")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    String upload(InputStream stream);
}
