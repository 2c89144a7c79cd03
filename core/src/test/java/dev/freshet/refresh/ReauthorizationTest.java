package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.RefreshToken;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.TokenEvent.ReauthorizationAhead;
import dev.freshet.refresh.TokenEvent.ReauthorizationRequired;
import dev.freshet.store.GrantKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The resource owner is needed again: what is told of it, how often, and how a grant comes back. */
class ReauthorizationTest {

    private static final GrantKey KEY = GrantKey.ofApplication("parts");

    private final OneNode node = new OneNode();

    @Nested
    class Ahead {

        private final TokenSource source = node.source();

        /** A refresh whose answer says how long the new refresh token lives. */
        private void refresh(Duration refreshExpiresIn) {
            node.endpoint.then(request -> new Answer.Issued(
                    new TokenResponse(
                            "at", Duration.ofMinutes(10), new RefreshToken("rt-next"), refreshExpiresIn, null, null),
                    node.time.instant()));
            source.accessToken();
            node.time.advance(OneNode.UNTIL_EXPIRED);
        }

        private List<Instant> told() {
            return node.events(ReauthorizationAhead.class).stream()
                    .map(ReauthorizationAhead::at)
                    .toList();
        }

        @Test
        void isToldOnceTheEndOfTheRefreshTokenNoLongerMoves() {
            Instant end = node.time.instant().plus(Duration.ofHours(8));
            for (int refresh = 0; refresh < 3; refresh++) {
                refresh(Duration.between(node.time.instant(), end));
            }
            assertEquals(List.of(end, end), told(), "the first end could have been one of idleness");
        }

        @Test
        void isNotToldOfAnEndThatMovesOn() {
            for (int refresh = 0; refresh < 3; refresh++) {
                refresh(Duration.ofHours(8));
            }
            assertEquals(List.of(), told());
        }

        @Test
        void isToldWhenAnEndThatMovedStandsStill() {
            refresh(Duration.ofHours(8));
            refresh(Duration.ofHours(8));
            Instant end = node.time.instant().plus(Duration.ofHours(8)).minus(Duration.ofMinutes(10));
            refresh(Duration.between(node.time.instant(), end));
            assertEquals(List.of(end), told());
        }

        @Test
        void isNotToldWhereTheServerSaysNothing() {
            for (int refresh = 0; refresh < 3; refresh++) {
                source.accessToken();
                node.time.advance(OneNode.UNTIL_EXPIRED);
            }
            assertEquals(List.of(), told());
        }

        @Test
        void isNotToldToAClientThatCanAskByItself() {
            TokenSource direct = node.client(
                            TestTokens.client("sales").clientCredentials().build(), node.store)
                    .source(GrantKey.APPLICATION);
            node.endpoint.then(
                    new Answer.Issued(TokenResponse.of("cc", Duration.ofMinutes(10), null), node.time.instant()));
            direct.accessToken();
            assertEquals(List.of(), told());
        }

        @Test
        void isToldWithALoginThatBringsNoRefreshToken() {
            List<TokenEvent> events = new ArrayList<>();
            try (TokenSources sources = TokenSources.builder()
                    .client(TestTokens.client("parts").perUser().build())
                    .endpoints(any -> node.endpoint)
                    .time(node.time)
                    .listener(events::add)
                    .build()) {
                sources.authorize("parts", "alice", TokenResponse.of("at", Duration.ofMinutes(10), null));
                sources.authorize("parts", "bob", TokenResponse.of("at", Duration.ofMinutes(10), "rt"));
            }
            ReauthorizationAhead ahead = new ReauthorizationAhead(
                    new GrantKey("parts", "alice"), node.time.instant().plus(Duration.ofMinutes(10)));
            assertEquals(
                    List.of(ahead),
                    events.stream()
                            .filter(ReauthorizationAhead.class::isInstance)
                            .toList());
        }
    }

    @Nested
    class Required {

        private final TokenSource source = node.source();

        private void end() {
            node.endpoint.thenRefused("invalid_grant");
            OneNode.refused(source);
        }

        @Test
        void isToldOnceHoweverOftenSomebodyCalls() {
            end();
            for (int second = 0; second < 60; second++) {
                node.time.advance(Duration.ofSeconds(1));
                OneNode.refused(source);
            }
            assertEquals(1, node.events(ReauthorizationRequired.class).size());
            assertEquals(1, node.endpoint.requests.size());
        }

        @Test
        void looksIntoTheStoreEveryFiveSecondsAtMost() {
            end();
            int before = node.store.reads();
            for (int tenth = 0; tenth < 600; tenth++) {
                node.time.advance(Duration.ofMillis(100));
                OneNode.refused(source);
            }
            int reads = node.store.reads() - before;
            assertTrue(reads > 0 && reads <= 12, () -> reads + " reads in a minute");
        }

        @Test
        void isOverWhenAnotherProcessHasBroughtTokensIn() {
            end();
            OneNode.store(node.store, KEY, node.token("at-login"), "rt-login");
            OneNode.refused(source);
            node.time.advance(RefreshPolicy.LOOK_INTO_STORE);
            assertEquals("at-login", source.accessToken().value());
            assertEquals(1, node.endpoint.requests.size(), "no token request was needed");
            assertEquals(1, node.events(TokenEvent.Adopted.class).size());
        }

        @Test
        void isToldAgainWhenTheGrantThatCameBackEndsToo() {
            end();
            OneNode.store(node.store, KEY, node.token("at-login"), "rt-login");
            node.time.advance(RefreshPolicy.LOOK_INTO_STORE);
            source.accessToken();
            node.time.advance(OneNode.UNTIL_EXPIRED);
            end();
            assertEquals(2, node.events(ReauthorizationRequired.class).size());
            assertEquals(List.of("rt-0", "rt-login"), node.endpoint.presented());
        }
    }
}
