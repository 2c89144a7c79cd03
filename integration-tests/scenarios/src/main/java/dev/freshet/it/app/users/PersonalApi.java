package dev.freshet.it.app.users;

import dev.freshet.jakarta.cdi.OAuth2Client;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The partner's API, called with the tokens of the user whose request it is. */
@RegisterRestClient(configKey = "personal-api")
@OAuth2Client("personal")
@Path("me")
public interface PersonalApi {

    /** Who the partner says that we are. */
    @GET
    String find();

    /** The same, without waiting. */
    @GET
    CompletionStage<String> findLater();
}
