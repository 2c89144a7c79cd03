package dev.freshet.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class Unsatisfied {

    @Inject
    @ConfigProperty(name = "it.missing")
    String missing;
}
