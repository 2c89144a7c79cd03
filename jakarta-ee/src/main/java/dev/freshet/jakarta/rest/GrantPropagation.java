package dev.freshet.jakarta.rest;

import dev.freshet.jakarta.rest.Grants.Captured;
import org.eclipse.microprofile.rest.client.ext.AsyncInvocationInterceptor;
import org.eclipse.microprofile.rest.client.ext.AsyncInvocationInterceptorFactory;

/**
 * Brings the grant that is at hand on the thread of a caller along to the thread on which an asynchronous MicroProfile
 * client makes the call. Register it beside the feature:
 *
 * <pre>{@code
 * builder.register(feature).register(GrantPropagation.of(feature));
 * }</pre>
 *
 * <p>Safe for use by many threads. Needed only by clients that call for their users; harmless otherwise. A class of its
 * own, so that the feature does not need MicroProfile.
 *
 * <p>RESTEasy asks it only on the thread that has built the proxy, and makes all other calls without: these have what is at
 * hand on the thread of the executor, or are refused. It also leaves this object behind on that thread, and with it the
 * class loader of the application. {@link OAuth2Feature#propagating} does the same everywhere, and is the better way there.
 */
public final class GrantPropagation implements AsyncInvocationInterceptorFactory {

    private final Grants grants;

    private GrantPropagation(Grants grants) {
        this.grants = grants;
    }

    /** The propagation that belongs to a feature. */
    public static GrantPropagation of(OAuth2Feature feature) {
        return new GrantPropagation(feature.grants());
    }

    @Override
    public AsyncInvocationInterceptor newInterceptor() {
        return new OneCall(grants);
    }

    private static final class OneCall implements AsyncInvocationInterceptor {

        private final Grants grants;
        private volatile Captured captured = new Captured(null);

        OneCall(Grants grants) {
            this.grants = grants;
        }

        @Override
        public void prepareContext() {
            captured = grants.capture();
        }

        @Override
        public void applyContext() {
            grants.apply(captured);
        }

        @Override
        public void removeContext() {
            grants.remove();
        }
    }
}
