package dev.freshet.http;

import dev.freshet.http.InvalidTokenRule.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Objects;
import java.util.Set;

/**
 * Where the tokens of a client may go, and when they count as refused. Immutable.
 *
 * @param client the name of the client registration
 * @param origins to whom its tokens may be sent
 * @param invalidToken which refusals condemn a token
 */
public record CallRules(String client, Set<Origin> origins, InvalidTokenRule invalidToken) {

    private static final Logger LOG = System.getLogger(CallRules.class.getName());

    public CallRules {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(invalidToken, "invalidToken");
        origins = Set.copyOf(origins);
    }

    /** Whether a call to this address may carry a token. */
    public boolean allow(URI address) {
        return address.getHost() != null && origins.contains(Origin.of(address));
    }

    /** Why a call to this address was not sent, and what to do if that is not as it should be. */
    public String otherOrigin(URI address) {
        String origin = address.getHost() == null
                ? "that of a relative address"
                : Origin.of(address).toString();
        String property = "freshet." + client;
        return "FRESHET-0104: client '" + client + "' may send its token to "
                + (origins.isEmpty() ? "no origin yet" : origins) + ", but the call goes to "
                + origin + ", so it was not sent. If that is right, add the origin to " + property
                + ".allowed-origins, or set " + property
                + ".base-uri (without a configuration: allowedOrigin(...) of the "
                + "builder)";
    }

    /** Whether this refusal condemns the token. Never one for {@code insufficient_scope}: a new token has no other. */
    public boolean condemn(Refusal refusal) {
        try {
            return refusal.status() >= 400
                    && refusal.status() < 500
                    && !Challenges.nameError(refusal.headers(Challenges.FIELD), "insufficient_scope")
                    && invalidToken.condemns(refusal);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0108: the rule that says which refusals condemn a token failed, and the "
                            + "answer is handed on. Mend "
                            + invalidToken.getClass().getName(),
                    e);
            return false;
        }
    }
}
