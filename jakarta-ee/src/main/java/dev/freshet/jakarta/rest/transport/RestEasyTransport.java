package dev.freshet.jakarta.rest.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import org.jboss.resteasy.client.jaxrs.ResteasyClient;
import org.jboss.resteasy.client.jaxrs.ResteasyClientBuilder;
import org.jboss.resteasy.client.jaxrs.engines.AsyncClientHttpEngine;

/**
 * RESTEasy: the engine is shared, and with it the time limits, TLS and the pool. An asynchronous engine is not: it runs
 * filters on the very threads that a second call through it would wait for.
 */
final class RestEasyTransport implements Transport {

    @Override
    public boolean serves(Client original) {
        return original instanceof ResteasyClient;
    }

    @Override
    public boolean makesTwinOf(Client original) {
        return !(((ResteasyClient) original).httpEngine() instanceof AsyncClientHttpEngine);
    }

    @Override
    public Twin twinOf(Client original) {
        ResteasyClientBuilder builder = (ResteasyClientBuilder) ClientBuilder.newBuilder();
        Client twin =
                builder.httpEngine(((ResteasyClient) original).httpEngine()).build();
        return new Twin(twin, false); // closing it would close the engine of the original
    }

    /** The engine repeats all headers wherever it is sent. Some can be told not to for all calls at once, some tell nothing. */
    @Override
    public boolean guardRedirects(ClientRequestContext request) {
        try {
            return !((ResteasyClient) request.getClient()).httpEngine().isFollowRedirects();
        } catch (UnsupportedOperationException unknown) {
            return false;
        }
    }
}
