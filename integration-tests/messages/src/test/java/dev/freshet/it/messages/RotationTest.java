package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.ClientAuthentication.ClientSecretBasic;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.testkit.AuthorizationServer;
import dev.freshet.testkit.AuthorizationServerExtension;
import dev.freshet.testkit.IssuedGrant;
import dev.freshet.testkit.ManualTime;
import dev.freshet.testkit.RecordedRequest;
import dev.freshet.testkit.Rotation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole core against an authorization server: a new refresh token, the same one, none. */
@ExtendWith(AuthorizationServerExtension.class)
@Timeout(60)
class RotationTest {

    @ParameterizedTest
    @EnumSource(Rotation.class)
    void survivesExpiriesWithNothingButRefreshRequests(Rotation rotation, AuthorizationServer server, ManualTime time) {
        server.client("parts", "secret").rotation(rotation).accessTokenLifetime(Duration.ofMinutes(10));
        IssuedGrant grant = server.grant("parts");
        ClientRegistration registration = ClientRegistration.named("parts")
                .tokenEndpoint(server.tokenEndpoint().uri())
                .authentication(new ClientSecretBasic("parts", "secret"))
                .refreshToken(grant.refreshToken())
                .build();
        try (TokenSources sources =
                TokenSources.builder().client(registration).time(time).build()) {
            TokenSource source = sources.of("parts");
            for (int expiry = 1; expiry <= 3; expiry++) {
                assertTrue(server.isActive(source.accessToken().value()));
                time.advance(Duration.ofMinutes(10));
            }
        }
        List<String> grantTypes = server.tokenEndpoint().requests().stream()
                .map(RecordedRequest::form)
                .map(form -> form.get("grant_type"))
                .toList();
        assertEquals(List.of("refresh_token", "refresh_token", "refresh_token"), grantTypes);
        assertEquals(0, server.reuseEvents());
        assertEquals(rotation == Rotation.ROTATING ? 1 : 3, server.mostUsesOfARefreshToken());
    }
}
