package dev.freshet.jakarta.rest;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;

/**
 * The last look at a call before it goes out: a filter between may have taken it to another origin, where its token must
 * not go, or may have answered it, and then it never comes here.
 */
final class DepartureFilter implements ClientRequestFilter {

    /** The last: filters of a request run from the lowest number up. */
    static final int PRIORITY = Integer.MAX_VALUE;

    private final CallSettings settings;

    DepartureFilter(CallSettings settings) {
        this.settings = settings;
    }

    @Override
    public void filter(ClientRequestContext request) {
        if (request.getProperty(settings.property()) instanceof Call call && call.isOn(request)) {
            if (!settings.rules().allow(request.getUri())) {
                throw new CallRefusedException(settings.rules().otherOrigin(request.getUri()));
            }
            call.depart();
        }
    }
}
