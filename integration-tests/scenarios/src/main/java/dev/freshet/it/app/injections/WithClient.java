package dev.freshet.it.app.injections;

import dev.freshet.jakarta.cdi.OAuth2Client;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.WebTarget;

/** A bean of a moment that has a client injected. */
@Dependent
public class WithClient {

    @Inject
    @OAuth2Client("parts")
    Client client;

    @Inject
    @OAuth2Client("parts")
    WebTarget target;

    void call() {
        target.path("parts").request().get(String.class);
    }
}
