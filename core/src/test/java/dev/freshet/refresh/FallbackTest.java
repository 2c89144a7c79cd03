package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ReauthorizationRequiredException.Reason;
import dev.freshet.store.GrantKey;
import dev.freshet.store.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client does that has another way to tokens when its refresh token is dead. */
@Timeout(60)
class FallbackTest {

    private static final Grant CREDENTIALS = new Grant.Direct(new TokenRequest.ClientCredentials("read", null));
    private static final Duration LONG = Duration.ofDays(1);

    private final TestTime time = new TestTime();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint(time);
    private final TokenStore store = TokenStore.inMemory();
    private final Queue<TokenEvent> events = new ConcurrentLinkedQueue<>();
    private final List<TokenSources> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(TokenSources::close);
    }

    /** As if the application was started anew, with the same store. */
    private TokenSource start(Grant fallback) {
        TokenSources sources = TokenSources.builder()
                .client(
                        TestTokens.client("parts")
                                .refreshToken("rt-0")
                                .fallback(fallback)
                                .build(),
                        store)
                .endpoints(any -> endpoint)
                .listener(events::add)
                .time(time)
                .build();
        opened.add(sources);
        return sources.of("parts");
    }

    private List<String> requests() {
        return endpoint.requests.stream()
                .map(request -> request.getClass().getSimpleName())
                .toList();
    }

    private List<TokenEvent.FellBack> fallbacks() {
        return events.stream()
                .filter(TokenEvent.FellBack.class::isInstance)
                .map(TokenEvent.FellBack.class::cast)
                .toList();
    }

    @Test
    void takesThePlaceOfARefreshTokenThatIsRefused() {
        TokenSource source = start(CREDENTIALS);
        endpoint.thenRefused("invalid_grant");
        assertEquals("at-1", source.accessToken().value());
        assertEquals(List.of("Refresh", "ClientCredentials"), requests());
        assertEquals(List.of(new TokenEvent.FellBack(GrantKey.ofApplication("parts"), Reason.REFUSED)), fallbacks());
        assertTrue(events.stream().noneMatch(TokenEvent.ReauthorizationRequired.class::isInstance));
    }

    @Test
    void neverPresentsTheDeadTokenAgainAlsoAfterARestart() {
        endpoint.thenRefused("invalid_grant");
        start(CREDENTIALS).accessToken();
        time.advance(LONG);
        start(CREDENTIALS).accessToken();
        assertEquals(
                1,
                endpoint.requests.stream()
                        .filter(request -> request instanceof TokenRequest.Refresh refresh
                                && refresh.refreshToken().value().equals("rt-0"))
                        .count());
    }

    @Test
    void isNotUsedForAMereFailure() {
        TokenSource source = start(CREDENTIALS);
        endpoint.thenRefused("invalid_client");
        assertThrows(TokenUnavailableException.class, source::accessToken);
        assertEquals(List.of("Refresh"), requests());
        assertEquals(List.of(), fallbacks());
    }

    @Test
    void asksForNoAssertionBeforeItIsNeeded() {
        AtomicInteger made = new AtomicInteger();
        TokenSource source = start(new Grant.JwtBearer(() -> "assertion-" + made.incrementAndGet(), null));
        source.accessToken();
        assertEquals(0, made.get());
        time.advance(LONG);
        endpoint.thenRefused("invalid_grant");
        source.accessToken();
        assertEquals(1, made.get());
        assertEquals(List.of("Refresh", "Refresh", "JwtBearer"), requests());
    }

    @Test
    void goesOnAfterAnAssertionThatCouldNotBeMade() {
        AtomicInteger made = new AtomicInteger();
        TokenSource source = start(new Grant.JwtBearer(
                () -> {
                    if (made.incrementAndGet() == 1) {
                        throw new IllegalStateException("no key");
                    }
                    return "a.b.c";
                },
                null));
        endpoint.thenRefused("invalid_grant");
        assertThrows(TokenUnavailableException.class, source::accessToken);
        time.advance(Duration.ofSeconds(5));
        assertEquals("at-1", source.accessToken().value());
    }

    @Test
    void endsTheGrantIfItIsRefusedToo() {
        TokenSource source = start(new Grant.Direct(new TokenRequest.Password("alice", "old", null)));
        endpoint.thenRefused("invalid_grant");
        endpoint.thenRefused("invalid_grant");
        ReauthorizationRequiredException e = assertThrows(ReauthorizationRequiredException.class, source::accessToken);
        assertEquals(Reason.REFUSED, e.reason());
        assertThrows(ReauthorizationRequiredException.class, source::accessToken);
        assertEquals(List.of("Refresh", "Password"), requests());
    }

    @Test
    void withoutOneTheGrantEnds() {
        TokenSource source = start(null);
        endpoint.thenRefused("invalid_grant");
        assertThrows(ReauthorizationRequiredException.class, source::accessToken);
        close(); // when this returns, everybody has been told
        assertEquals(List.of(), fallbacks());
        assertTrue(events.stream().anyMatch(TokenEvent.ReauthorizationRequired.class::isInstance));
    }

    @Test
    void isForAConfiguredRefreshTokenAlone() {
        assertThrows(IllegalArgumentException.class, () -> TestTokens.client("parts")
                .clientCredentials()
                .fallback(CREDENTIALS)
                .build());
        assertThrows(IllegalArgumentException.class, () -> TestTokens.client("parts")
                .refreshToken("rt")
                .fallback(new Grant.PerUser())
                .build());
    }
}
