package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.config.SignInSettings;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.testkit.Fault;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing in without asking the user, and what a page is told if that brings nothing. */
class SilentTest {

    private Site site = new Site();
    private Browser browser = new Browser(site);

    @AfterEach
    void close() {
        site.close();
    }

    private Reply silent() {
        Reply away = browser.send("GET", "/shop/sign-in/silent", Browser.frame());
        assertEquals("none", away.sent("prompt"));
        return browser.send("GET", Browser.pathOf(Browser.answerOf(away)), Browser.frame());
    }

    @Test
    void userOfTheProviderIsSignedInWithoutBeingAsked() {
        site.provider.signedIn("alice");

        JsonObject message = silent().message();

        assertEquals("freshet:silent", message.getString("type"));
        assertTrue(message.getBoolean("signedIn"));
        assertEquals("alice", message.getString("name"));
        browser.assertSignedIn(true);
        assertTrue(site.events(SignedIn.class).get(0).silently());
    }

    @Test
    void messageGoesToPagesOfOurOriginAlone() {
        Reply reply = silent();

        assertTrue(browser.open("/shop/sign-in/silent.js").text().contains(", window.location.origin)"));
        String nonce = reply.header("Content-Security-Policy").replaceAll(".*'nonce-([^']+)'.*", "$1");
        assertTrue(
                reply.text().contains("<script nonce=\"" + nonce + "\" src=\"/shop/sign-in/silent.js\">"),
                reply::toString);
        assertNotEquals(reply.header("Content-Security-Policy"), silent().header("Content-Security-Policy"));
    }

    @ParameterizedTest
    @CsvSource({
        "login_required, sign-in",
        "interaction_required, sign-in",
        "account_selection_required, sign-in",
        "consent_required, consent",
        "access_denied, none",
        "user_canceled_request, none",
        "server_error, retry",
        "temporarily_unavailable, retry",
        "invalid_request, none",
        "unauthorized_client, none",
        "invalid_client, none",
        "unsupported_response_type, none",
        "unsupported_response_mode, none",
        "invalid_scope, none",
        "invalid_request_uri, none",
        "invalid_request_object, none",
        "request_not_supported, none",
        "request_uri_not_supported, none",
        "registration_not_supported, none",
        "something_new, none"
    })
    void everyErrorReachesPageAndApplicationWithWhatHelps(String code, String next) {
        site.provider.nextAuthorizationErrors(code);

        JsonObject message = silent().message();

        assertFalse(message.getBoolean("signedIn"));
        assertEquals(code, message.getString("error"));
        assertEquals("As the test wants it.", message.getString("errorDescription"));
        assertEquals(next, message.getString("next"));
        assertEquals("/shop/sign-in", message.getString("signIn"));
        assertFalse(message.getBoolean("automatic"));
        SilentSignInFailed event = site.events(SilentSignInFailed.class).get(0);
        assertEquals(code, event.code());
        assertEquals(next, event.next().text());
        assertEquals(code.equals("something_new") ? SignInError.UNKNOWN : SignInError.of(code), event.error());
        assertNull(browser.session());
    }

    @ParameterizedTest
    @EnumSource(SignInError.class)
    void onlyWhatAUserCanHelpLeadsToTheInteractiveFlowAndOnlyIfConfigured(SignInError error) {
        site.close();
        site = new Site(SilentTest::withFallback, registration -> registration);
        browser = new Browser(site);
        site.provider.nextAuthorizationErrors(error.code());

        boolean helps = error.next() == Next.SIGN_IN || error.next() == Next.CONSENT;

        assertEquals(helps, silent().message().getBoolean("automatic"));
    }

    private static SignInSettings withFallback(SignInSettings settings) {
        return new SignInSettings(
                settings.protectedPaths(),
                settings.base(),
                settings.rolesClaim(),
                settings.claims(),
                true,
                settings.silentTimeout(),
                settings.afterSignOut(),
                settings.trustedOrigins(),
                settings.offlineAccess(),
                settings.prompt(),
                settings.parameters());
    }

    @Test
    void failureLeavesTheSessionAsItIs() {
        browser.signIn("/shop/orders/");
        site.provider.nextAuthorizationErrors("login_required");

        assertFalse(silent().message().getBoolean("signedIn"));

        browser.assertSignedIn(true);
    }

    @Test
    void successRenewsTheGrantOfTheSession() {
        browser.signIn("/shop/orders/");
        String before = site.events(SignedIn.class).get(0).grantId();
        String sessionBefore = browser.session().id;

        assertTrue(silent().message().getBoolean("signedIn"));

        String after = site.events(SignedIn.class).get(1).grantId();
        assertNotEquals(before, after);
        assertNotEquals(sessionBefore, browser.session().id);
        assertTrue(site.sources.idToken(Site.CLIENT, before).isEmpty());
        // The provider may take both for one session.
        assertEquals(0, site.provider.revocationEndpoint().count());
    }

    @Test
    void nobodyTakesThePlaceOfSomebodyElseWithoutBeingAsked() {
        site.provider.signedIn("alice");
        browser.signIn("/shop/orders/");
        site.provider.signedIn("bob");

        JsonObject message = silent().message();

        assertEquals("different_user", message.getString("error"));
        assertEquals("sign-in", message.getString("next"));
        assertEquals("alice", browser.fetch("/shop/sign-in/session").json().getString("name"));
    }

    @Test
    void scriptIsToldThatTheSessionIsGood() {
        browser.signIn("/shop/orders/");

        Reply reply = browser.fetch("/shop/sign-in/silent");

        assertEquals(200, reply.status());
        assertTrue(reply.json().getBoolean("signedIn"));
    }

    @Test
    void scriptIsToldWhereToLookAndIsNeverRedirected() {
        Reply reply = browser.fetch("/shop/sign-in/silent");

        assertEquals(401, reply.status());
        assertEquals("login_required", reply.json().getString("error"));
        assertEquals("/shop/sign-in/silent", reply.json().getString("silent"));
        assertEquals(10_000, reply.json().getInt("timeout"));
        assertEquals("Freshet", reply.header("WWW-Authenticate"));
    }

    @Test
    void scriptIsToldThatTheAuthorizationWasRevoked() {
        browser.signIn("/shop/orders/");
        revokeAtTheProvider();

        Reply reply = browser.fetch("/shop/sign-in/silent");

        assertEquals(401, reply.status());
        assertEquals("session_ended", reply.json().getString("error"));
        assertEquals("The authorization has ended: REFUSED", reply.json().getString("errorDescription"));
        assertEquals("sign-in", reply.json().getString("next"));
        assertEquals(401, browser.fetch("/shop/api/orders").status());
        assertEquals(302, browser.open("/shop/orders/").status());
        JsonObject session = browser.fetch("/shop/sign-in/session").json();
        assertFalse(session.getBoolean("signedIn"));
        assertEquals("session_ended", session.getString("error"));
        assertEquals("sign-in", session.getString("next"));
    }

    @Test
    void scriptThatFindsTheEndItselfIsToldSo() {
        browser.signIn("/shop/orders/");
        site.provider.tokenEndpoint().always(Fault.error(400, "invalid_grant", "revoked"));
        site.time.advance(Duration.ofHours(2));

        Reply reply = browser.fetch("/shop/sign-in/silent");

        assertEquals("The authorization has ended: REFUSED", reply.json().getString("errorDescription"));
        browser.assertSignedIn(false);
    }

    @Test
    void revokedSessionSignsInAgain() {
        browser.signIn("/shop/orders/");
        revokeAtTheProvider();
        browser.fetch("/shop/sign-in/silent");

        assertTrue(silent().message().getBoolean("signedIn"));

        browser.assertSignedIn(true);
        assertEquals(200, browser.fetch("/shop/sign-in/silent").status());
    }

    private void revokeAtTheProvider() {
        site.provider.tokenEndpoint().always(Fault.error(400, "invalid_grant", "revoked"));
        site.time.advance(Duration.ofHours(2));
        try {
            site.sources
                    .of(Site.CLIENT, site.events(SignedIn.class).get(0).grantId())
                    .accessToken();
            throw new AssertionError("a token of a revoked grant");
        } catch (ReauthorizationRequiredException expected) {
            site.provider.tokenEndpoint().repair();
            site.await(TokenEvent.ReauthorizationRequired.class);
        }
    }

    @Test
    void scriptIsToldToTryAgainWhileTheProviderIsDown() {
        browser.signIn("/shop/orders/");
        site.provider.tokenEndpoint().always(Fault.status(503));
        site.time.advance(Duration.ofHours(2));

        Reply reply = browser.fetch("/shop/sign-in/silent");

        assertEquals(401, reply.status());
        assertEquals("retry", reply.json().getString("next"));
        browser.assertSignedIn(true);
    }

    @Test
    void answerThatComesAfterTheTimeoutIsNobodys() {
        Reply away = browser.send("GET", "/shop/sign-in/silent", Browser.frame());
        String answer = Browser.pathOf(Browser.answerOf(away));
        site.time.advance(Duration.ofSeconds(10));

        Reply reply = browser.send("GET", answer, Browser.frame());

        assertEquals("invalid_state", reply.message().getString("error"));
        assertNull(browser.session());
    }

    @Test
    void silentAddressThatIsOpenedAsAPageDoesNoHarm() {
        Reply away = browser.open("/shop/sign-in/silent");

        assertEquals(List.of("none"), List.of(away.sent("prompt")));
        assertTrue(browser.arrive(away).text().contains("You can close it."));
    }
}
