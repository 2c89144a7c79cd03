package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.ProviderProfile;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenException;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.ManualTime;
import dev.freshet.testkit.Rotation;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An answer is lost, at servers that treat refresh tokens as the documentation of the providers says. */
@ExtendWith(AuthorizationServerExtension.class)
@Timeout(60)
class ProviderProfilesTest {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final BlockingQueue<TokenEvent> failures = new LinkedBlockingQueue<>();
    private TokenSources sources = TokenSources.builder().build();

    @AfterEach
    void close() {
        sources.close();
    }

    private TokenSource source(AuthorizationServer server, ManualTime time, String provider) {
        server.client("parts", "secret").rotation(Rotation.ROTATING).accessTokenLifetime(LIFETIME);
        ClientRegistration parts = ClientRegistration.named("parts")
                .provider(ProviderProfile.of(provider))
                .tokenEndpoint(server.tokenEndpoint().uri())
                .authentication(new ClientSecretBasic("parts", "secret"))
                .refreshToken(server.grant("parts").refreshToken())
                .build();
        sources = TokenSources.builder()
                .client(parts)
                .time(time)
                .listener(event -> {
                    if (event instanceof TokenEvent.RefreshFailed) {
                        failures.add(event);
                    }
                })
                .build();
        return sources.of("parts");
    }

    @Test
    void isRepeatedAtOnceWithinTheGracePeriodOfOkta(AuthorizationServer server, ManualTime time) {
        server.leeway(Duration.ofSeconds(30));
        TokenSource source = source(server, time, "okta");
        server.tokenEndpoint().next(Fault.dropAfter());

        assertTrue(server.isActive(source.accessToken().value()));

        assertEquals(2, server.tokenEndpoint().count());
        assertEquals(0, server.reuseEvents());
    }

    /** The access token is due and still good: elsewhere it would be used up before the refresh token is risked. */
    @Test
    void isRepeatedWithoutRiskAtEntraWhereTheTokenBeforeStaysGood(AuthorizationServer server, ManualTime time)
            throws InterruptedException {
        server.leeway(Duration.ofDays(90));
        TokenSource source = source(server, time, "entra");
        source.accessToken();
        time.advance(Duration.ofSeconds(520));
        server.tokenEndpoint().next(Fault.dropAfter());
        source.accessToken();
        assertNotNull(failures.poll(20, TimeUnit.SECONDS));
        time.advance(Duration.ofSeconds(5));

        source.accessToken();

        server.tokenEndpoint().awaitRequests(3, Duration.ofSeconds(10));
        assertEquals(0, server.reuseEvents());
    }

    @Test
    void isNotRepeatedAtOnceWhereNothingIsKnownOfALeeway(AuthorizationServer server, ManualTime time) {
        TokenSource source = source(server, time, "keycloak");
        server.tokenEndpoint().next(Fault.dropAfter());

        assertThrows(TokenException.class, source::accessToken);

        assertEquals(1, server.tokenEndpoint().count());
        assertEquals(0, server.reuseEvents());
    }
}
