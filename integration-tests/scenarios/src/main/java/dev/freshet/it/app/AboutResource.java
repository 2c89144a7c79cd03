package dev.freshet.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.config.Config;

/** Tells with which configuration the application was deployed. */
@Path("about")
@ApplicationScoped
public class AboutResource {

    @Inject
    Config config;

    /** The name that the test gave to this deployment. */
    @GET
    public String name() {
        return config.getValue("it.name", String.class);
    }
}
