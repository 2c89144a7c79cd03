package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.CodeVerifier;
import dev.freshet.testkit.Fault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No token, code, state, cookie or verifier in a log, an event, a page or a {@code toString}. */
class SecretsTest {

    private final Site site = new Site();
    private final Browser browser = new Browser(site);
    private final Set<String> secrets = new TreeSet<>();
    private final StringBuilder shown = new StringBuilder();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void noSecretIsLoggedToldOrShown() {
        List<String> lines = Lines.under("dev.freshet", this::useEverything);

        secrets.addAll(site.provider.secrets());
        site.sources
                .idToken(Site.CLIENT, site.events(SignedIn.class).get(1).grantId())
                .ifPresent(secrets::add);
        assertTrue(secrets.size() > 15, secrets::toString);
        assertTrue(lines.size() > 8, lines::toString);
        String all = lines + " " + site.events + " " + shown;
        for (String secret : secrets) {
            assertFalse(all.contains(secret), () -> "'" + secret + "' in " + all);
        }
    }

    private void useEverything() {
        Reply away = browser.open("/shop/orders/");
        see(away);
        URI answer = Browser.answerOf(away);
        secrets.add(Browser.parameters(answer.getRawQuery()).get("code").get(0));
        String path = Browser.pathOf(answer);
        show(new Browser(site).open(path));
        show(browser.open(path));
        show(browser.open(path));
        show(browser.open(path + "&state=twice"));
        for (Fault fault : List.of(
                Fault.error(400, "invalid_grant", "no"),
                Fault.status(500),
                Fault.none().with("id_token", "\"x.y.z\""),
                Fault.none().without("refresh_token"))) {
            Reply next = browser.open("/shop/sign-in");
            see(next);
            site.provider.tokenEndpoint().next(fault);
            show(browser.arrive(next));
        }
        for (String error : List.of("login_required", "invalid_scope")) {
            site.provider.nextAuthorizationErrors(error);
            Reply silent = browser.send("GET", "/shop/sign-in/silent", Browser.frame());
            see(silent);
            show(browser.send("GET", Browser.pathOf(Browser.answerOf(silent)), Browser.frame()));
        }
        show(browser.send("POST", "/shop/sign-in/sign-out", Browser.script()));
        site.provider.tokenEndpoint().always(Fault.error(400, "invalid_grant", "revoked"));
        site.time.advance(Duration.ofHours(2));
        show(browser.fetch("/shop/sign-in/silent"));
    }

    private void see(Reply away) {
        secrets.add(away.sent("state"));
        secrets.add(away.sent("nonce"));
        secrets.add(away.cookies().get(0).replaceAll("[^=]*=([^;]*);.*", "$1"));
    }

    private void show(Reply reply) {
        shown.append(reply.text()).append(reply.location());
    }

    @Test
    void nothingThatHoldsASecretPrintsIt() {
        String secret = "s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t";
        PendingSignIn pending = new PendingSignIn(
                secret, new CodeVerifier(secret), "uri", "scope", "/", secret, false, false, false, Instant.EPOCH);
        User user = new User("id", IdTokenClaims.NONE, Set.of(), secret);

        for (Object each : List.of(pending, user, new Arrivals.Outcome(pending, user, null))) {
            assertFalse(each.toString().contains("s3cr3t"), each::toString);
        }
        assertEquals("IdTokenClaims", IdTokenClaims.NONE.toString());
    }
}
