package dev.freshet.jakarta.rest;

import dev.freshet.jakarta.rest.transport.Transports;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.store.GrantKey;
import jakarta.ws.rs.client.ClientRequestContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides with whose grant a call is made. Safe for use by many threads.
 *
 * <p>What the caller said goes before what was captured on the caller's thread, and that before what is at hand on this
 * thread. Nothing captured is an answer, too: this thread may be a pool's and still know another user.
 */
final class Grants {

    /** What was at hand on a caller's thread; perhaps nothing. */
    record Captured(@Nullable String grantId) {}

    private final String client;
    private final GrantKey application;
    private final boolean perUser;
    private final Supplier<Optional<String>> atHand;
    private final Transports transports;

    @SuppressWarnings("ThreadLocalUsage") // one for each client; a static one would outlive the application
    private final ThreadLocal<@Nullable Captured> captured = new ThreadLocal<>();

    Grants(ClientRegistration registration, Supplier<Optional<String>> atHand, Transports transports) {
        this.client = registration.name();
        this.application = GrantKey.ofApplication(client);
        this.perUser = registration.grant().isPerUser();
        this.atHand = atHand;
        this.transports = transports;
    }

    Captured capture() {
        return new Captured(perUser ? atHand.get().orElse(null) : null);
    }

    void apply(Captured fromCaller) {
        captured.set(fromCaller);
    }

    void remove() {
        captured.remove();
    }

    GrantKey of(ClientRequestContext request) {
        if (!perUser) {
            return application;
        }
        Captured fromCaller = captured.get();
        String grantId = said(request);
        if (grantId == null) {
            grantId = fromCaller != null ? fromCaller.grantId() : atHand.get().orElse(null);
        }
        if (grantId == null || grantId.isBlank()) {
            throw new CallRefusedException("FRESHET-0102: client '" + client + "' calls for its users, and there is no "
                    + "grant of a user at hand on this thread. Call on the thread of the user's request, or bring the "
                    + "grant along: .property(\"" + OAuth2Feature.GRANT + "\", grantId) on the invocation builder");
        }
        return new GrantKey(client, grantId);
    }

    private @Nullable String said(ClientRequestContext request) {
        Object said = request.getProperty(OAuth2Feature.GRANT);
        if (said == null) {
            return null;
        }
        if (!(said instanceof String grantId)) {
            throw new CallRefusedException(
                    "FRESHET-0103: the property " + OAuth2Feature.GRANT + " of a call by client '" + client + "' is a "
                            + said.getClass().getName() + ". Set the grant's id, a String");
        }
        if (!transports.keepsPropertiesApart(request)) {
            throw new CallRefusedException(
                    "FRESHET-0116: the property " + OAuth2Feature.GRANT + " of a call by client '"
                            + client
                            + "' may be that of another call: this client runtime keeps the properties of all calls over "
                            + "one target together. Call where the grant is at hand: within the user's request, or with an "
                            + "executor that brings it along");
        }
        return grantId;
    }
}
