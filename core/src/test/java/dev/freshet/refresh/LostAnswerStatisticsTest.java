package dev.freshet.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.OAuthError;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import dev.freshet.store.GrantKey;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many sessions are lost when answers are. The server rotates and takes a refresh token that comes again after its
 * leeway for stolen; a lost answer shows as a timeout. A session may end only if all attempts that fit into the leeway are
 * lost. {@code -Dfreshet.refreshes=1000000} is the long form.
 */
class LostAnswerStatisticsTest {

    private static final int REFRESHES = Integer.getInteger("freshet.refreshes", 20_000);
    private static final double UNLIKELY = 0.0005; // on either side: an interval of 99.9 %

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final Logger LOG = Logger.getLogger("dev.freshet");
    private static Level usual = Level.INFO;

    @BeforeAll
    static void silence() {
        usual = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOG.setLevel(usual);
    }

    @ParameterizedTest(name = "{0} of all answers lost, leeway {1} s")
    @CsvSource({
        "0.001,  0", "0.01,  0", "0.05,  0",
        "0.001,  5", "0.01,  5", "0.05,  5",
        "0.001, 30", "0.01, 30", "0.05, 30",
        "0.001, 60", "0.01, 60", "0.05, 60"
    })
    void losesNoMoreSessionsThanItMust(double loss, int leeway) {
        Session session = new Session(loss, Duration.ofSeconds(leeway));
        session.run(REFRESHES);
        int attempts = session.attemptsThatFit();
        double expected = REFRESHES * Math.pow(loss, attempts);
        System.out.printf(
                "loss %5.1f %%, leeway %2d s: %d attempts fit; %d refreshes, %d answers lost, %d sessions lost, expected %.2f%n",
                loss * 100, leeway, attempts, session.refreshes, session.answersLost, session.sessionsLost, expected);
        assertTrue(
                isLikely(session.sessionsLost, REFRESHES, Math.pow(loss, attempts)),
                session.sessionsLost + " sessions lost, but " + expected + " are expected");
        assertEquals(0, session.lostWhileLiving, "sessions lost while the access token was good");
        if (attempts > 1) {
            assertEquals(0, session.lostByOneLoss, "sessions lost though a second attempt fits");
        }
    }

    /** Whether so many of so many trials is within what the probability makes likely. */
    private static boolean isLikely(int seen, int trials, double probability) {
        double logOfOne = trials * Math.log1p(-probability);
        double below = 0;
        double upTo = 0;
        for (int i = 0; i <= seen; i++) {
            below = upTo;
            upTo += Math.exp(logOfOne);
            logOfOne += Math.log((double) (trials - i) / (i + 1)) + Math.log(probability) - Math.log1p(-probability);
        }
        return upTo > UNLIKELY && 1 - below > UNLIKELY;
    }

    /** One session after the other, with a caller who always wants a token. */
    private static final class Session implements TokenEndpoint {

        private static final GrantKey KEY = new GrantKey("parts", "user-1");

        private final TestTime time = new TestTime();
        private final SplittableRandom random;
        private final WorkersByHand workers = new WorkersByHand(time);
        private final double loss;
        private final Duration leeway;
        private final ClientRegistration registration;
        private final TokenSources sources;
        private final TokenSource source;
        private int tokens;
        private String refreshToken = "";
        private @Nullable Instant firstUse;
        private int losses;
        private boolean revoked;
        private AccessToken served = TestTokens.of100s("none");

        private int refreshes;
        private int answersLost;
        private int sessionsLost;
        private int lostWhileLiving;
        private int lostByOneLoss;

        Session(double loss, Duration leeway) {
            this.loss = loss;
            this.leeway = leeway;
            this.random = new SplittableRandom(Double.hashCode(loss) * 31L + leeway.toSeconds());
            this.registration = TestTokens.client("parts")
                    .perUser()
                    .refreshTokenPolicy(new RefreshTokenPolicy(Rotation.ROTATING, leeway, null))
                    .build();
            this.sources = TokenSources.builder()
                    .client(registration)
                    .endpoints(any -> this)
                    .time(time)
                    .process("node-1", workers, () -> 0)
                    .build();
            this.source = sources.of("parts", "user-1");
        }

        int attemptsThatFit() {
            Duration attempt = registration.attemptTimeout();
            Duration each = attempt.plus(RefreshTokenPolicy.PAUSE_BETWEEN_ATTEMPTS);
            int attempts = 1;
            while (registration.refreshTokenPolicy().hasTimeForAnother(each.multipliedBy(attempts), attempt)) {
                attempts++;
            }
            return attempts;
        }

        void run(int most) {
            login();
            while (refreshes < most || firstUse != null) {
                try {
                    AccessToken token = source.accessToken();
                    workers.run(); // what was begun beside the call
                    time.advance(untilNextCall(token));
                    served = token;
                } catch (TokenUnavailableException e) {
                    time.advance(Duration.ofMillis(250));
                } catch (ReauthorizationRequiredException e) {
                    login();
                }
            }
        }

        /** The caller calls often; but no call is of interest before something is due. */
        private Duration untilNextCall(AccessToken token) {
            RefreshPolicy policy = registration.policy();
            Instant due = policy.dueAt(token, Terms.of(policy, "node-1", KEY).spread());
            Instant now = time.instant();
            if (now.isBefore(due)) {
                return Duration.between(now, due);
            }
            Instant expired = policy.expiredAt(token);
            boolean allTried = now.isAfter(due.plusSeconds(120)) && now.isBefore(expired);
            return allTried ? Duration.between(now, expired) : Duration.ofMillis(250);
        }

        private void login() {
            issueTo();
            revoked = false;
            sources.authorize("parts", "user-1", response());
        }

        private void issueTo() {
            refreshToken = "rt-" + ++tokens;
            firstUse = null;
            losses = 0;
        }

        private TokenResponse response() {
            return TokenResponse.of("at-" + tokens, LIFETIME, refreshToken);
        }

        @Override
        public Answer request(TokenRequest request) {
            Instant requestedAt = time.instant();
            String presented = ((TokenRequest.Refresh) request).refreshToken().value();
            assertEquals(refreshToken, presented);
            if (firstUse == null) {
                firstUse = requestedAt;
                refreshes++;
            } else if (!revoked && Duration.between(firstUse, requestedAt).compareTo(leeway) > 0) {
                revoke();
            }
            if (random.nextDouble() < loss) {
                losses++;
                answersLost++;
                time.advance(registration.attemptTimeout());
                return new Answer.Unanswered("no answer", null);
            }
            time.advance(LATENCY);
            if (revoked) {
                return new Answer.Refused(new OAuthError("invalid_grant", null, null));
            }
            issueTo();
            return new Answer.Issued(response(), requestedAt);
        }

        private void revoke() {
            revoked = true;
            sessionsLost++;
            if (time.instant().isBefore(registration.policy().expiredAt(served))) {
                lostWhileLiving++;
            }
            if (losses == 1) {
                lostByOneLoss++;
            }
        }
    }
}
