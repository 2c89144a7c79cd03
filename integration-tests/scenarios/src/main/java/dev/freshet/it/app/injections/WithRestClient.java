package dev.freshet.it.app.injections;

import dev.freshet.it.app.PartsApi;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** A bean of a moment that has a Rest Client injected, which the server makes for it. */
@Dependent
public class WithRestClient {

    @Inject
    @RestClient
    PartsApi api;

    void call() {
        api.find();
    }
}
