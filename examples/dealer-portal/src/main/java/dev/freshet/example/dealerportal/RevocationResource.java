package dev.freshet.example.dealerportal;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** For show: has a provider that was started for this example end the sessions of a user, as its administrator would. */
@Path("revocation")
@ApplicationScoped
public class RevocationResource {

    @Inject
    @ConfigProperty(name = "dealerportal.control-uri")
    Optional<URI> control;

    private final Client client = ClientBuilder.newClient();

    /**
     * Ends all sessions of the user who is signed in; 404 at a real provider. Takes JSON alone, which no form of another
     * site can send.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public void revoke(@Context SecurityContext user, String ignored) {
        URI provider = control.orElseThrow(NotFoundException::new);
        try (Response done = client.target(provider)
                .path("revoke")
                .request()
                .post(Entity.text(user.getUserPrincipal().getName()))) {
            if (done.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
                throw new NotFoundException();
            }
        }
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
