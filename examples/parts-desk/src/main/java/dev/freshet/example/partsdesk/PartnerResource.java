package dev.freshet.example.partsdesk;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Trouble at the partner, for show: passes a wish of the page on to a partner that was started for this example. */
@Path("partner")
@ApplicationScoped
public class PartnerResource {

    @Inject
    @ConfigProperty(name = "partsdesk.control-uri")
    Optional<URI> control;

    private final Client client = ClientBuilder.newClient();

    /** Revokes all access tokens, or breaks the token endpoint for a while; 404 at a real partner. */
    @POST
    @Path("{trouble: revoke|outage}")
    public void make(@PathParam("trouble") String trouble) {
        URI partner = control.orElseThrow(NotFoundException::new);
        try (Response done = client.target(partner).path(trouble).request().post(Entity.text(""))) {
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
