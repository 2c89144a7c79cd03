package dev.freshet.refresh;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** Values that tests begin with. */
final class TestTokens {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private TestTokens() {}

    /** Both clocks at that time, if neither was touched. */
    static Moment at(Instant instant) {
        return new Moment(instant, Duration.between(NOW, instant).toNanos() + 4711);
    }

    /** A token of 100 s: due from 80 s on, no longer sent from 90 s on. */
    static AccessToken of100s(String value) {
        return AccessToken.of(value, NOW, NOW.plusSeconds(100), null);
    }

    static AccessToken living(Duration lifetime) {
        return AccessToken.of("at", NOW, NOW.plus(lifetime), null);
    }

    static ClientRegistration.Builder client(String name) {
        return ClientRegistration.named(name)
                .tokenEndpoint(URI.create("https://identity.example/token"))
                .authentication(new ClientSecretBasic("id", "secret"));
    }
}
