package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A grant that begins with an assertion each time (RFC 7523, section 2.1). */
@Timeout(60)
class JwtBearerTest {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final TestTime time = new TestTime();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint(time);
    private final AtomicInteger made = new AtomicInteger();
    private Supplier<String> assertions = () -> "assertion-" + made.incrementAndGet();
    private final TokenSources sources = TokenSources.builder()
            .client(TestTokens.client("parts")
                    .jwtBearer(() -> assertions.get())
                    .scope("read")
                    .build())
            .endpoints(any -> request -> {
                Answer answer = endpoint.request(request);
                return answer instanceof Answer.Issued issued
                        ? new Answer.Issued(
                                new TokenResponse(issued.response().accessToken(), LIFETIME, null, null, null, null),
                                time.instant())
                        : answer;
            })
            .time(time)
            .build();
    private final TokenSource source = sources.of("parts");

    @AfterEach
    void close() {
        sources.close();
    }

    private List<String> presented() {
        return endpoint.requests.stream()
                .map(request -> ((TokenRequest.JwtBearer) request).assertion())
                .toList();
    }

    @Test
    void presentsANewAssertionWithEachRequest() {
        assertEquals("at-1", source.accessToken().value());
        assertEquals("at-1", source.accessToken().value());
        time.advance(LIFETIME);
        assertEquals("at-2", source.accessToken().value());
        assertEquals(2, presented().stream().distinct().count());
        assertEquals(2, presented().size());
    }

    @Test
    void isTheMessageOfTheRfc() {
        assertions = () -> "a.b.c";
        source.accessToken();
        assertEquals(
                Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "scope", "read",
                        "assertion", "a.b.c"),
                endpoint.requests.get(0).parameters());
    }

    /** Another assertion may well be taken: a key that was not published yet, a clock that was wrong. */
    @Test
    void goesOnAfterAnAssertionThatWasRefused() {
        endpoint.thenRefused("invalid_grant");
        assertThrows(TokenUnavailableException.class, source::accessToken);
        time.advance(RefreshPolicy.COOL_DOWN);
        assertEquals("at-1", source.accessToken().value());
    }

    @Test
    void goesOnAfterASupplierThatFailed() {
        assertions = () -> {
            throw new IllegalStateException("no key");
        };
        assertThrows(TokenUnavailableException.class, source::accessToken);
        assertions = () -> "a.b.c";
        time.advance(Duration.ofSeconds(5));
        assertEquals("at-1", source.accessToken().value());
        assertEquals(List.of("a.b.c"), presented());
    }
}
