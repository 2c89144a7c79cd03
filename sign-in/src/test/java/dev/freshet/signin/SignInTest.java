package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.servlet.RequestGrant;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignInTest {

    private final Site site = new Site();
    private final Browser browser = new Browser(site);

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void pageThatIsProtectedLeadsToTheProviderAndBack() {
        Reply away = browser.open("/shop/orders/7?tab=items&q=a%20b");

        assertEquals(302, away.status());
        assertTrue(away.location().startsWith(site.authorizationEndpoint() + "?"), away::location);
        assertEquals("code", away.sent("response_type"));
        assertEquals("S256", away.sent("code_challenge_method"));
        assertEquals("openid orders offline_access", away.sent("scope"));
        assertEquals("http://shop.example/shop/sign-in/callback", away.sent("redirect_uri"));
        assertEquals(43, away.sent("nonce").length());
        assertEquals("offline", away.sent("access_type"));

        Reply back = browser.arrive(away);

        assertEquals(302, back.status());
        assertEquals("/shop/orders/7?tab=items&q=a%20b", back.location());
        assertEquals(200, browser.open(back.location()).status());
        assertEquals(1, site.provider.tokenRequests("authorization_code"));
        assertEquals("owner", site.events(SignedIn.class).get(0).name());
    }

    @Test
    void requestKnowsItsUserAndGrant() {
        browser.signIn("/shop/orders/");
        AtomicReference<String> seen = new AtomicReference<>();
        AtomicReference<Optional<String>> grant = new AtomicReference<>();
        site.application = (request, response) -> {
            seen.set(request.getUserPrincipal().getName() + " " + request.getRemoteUser() + " "
                    + request.isUserInRole("clerk"));
            grant.set(RequestGrant.current());
        };

        browser.open("/shop/about");

        assertEquals("owner owner false", seen.get());
        assertEquals(site.events(SignedIn.class).get(0).grantId(), grant.get().orElseThrow());
    }

    @Test
    void pageThatIsNotProtectedIsForEverybody() {
        AtomicReference<Object> user = new AtomicReference<>("not seen");
        site.application = (request, response) -> user.set(request.getUserPrincipal());

        assertEquals(200, browser.open("/shop/about").status());

        assertNull(user.get());
        assertNull(browser.session());
    }

    @Test
    void sessionHoldsTheGrantsIdAndPlainTexts() {
        browser.signIn("/shop/orders/");

        Map<String, Object> attributes = browser.session().attributes;
        String all = attributes.toString();

        assertTrue(attributes.values().stream().allMatch(String.class::isInstance), all);
        assertTrue(site.provider.secrets().stream().noneMatch(all::contains), all);
        assertTrue(attributes.containsValue(site.events(SignedIn.class).get(0).grantId()), all);
    }

    @Test
    void sessionTellsThePageWhoIsSignedIn() {
        assertEquals(
                "{\"signedIn\":false,\"signIn\":\"/shop/sign-in\",\"silent\":\"/shop/sign-in/silent\"}",
                browser.fetch("/shop/sign-in/session").text());

        browser.signIn("/shop/orders/");
        Reply reply = browser.fetch("/shop/sign-in/session");

        assertEquals("no-store", reply.header("Cache-Control"));
        assertTrue(reply.json().getBoolean("signedIn"));
        assertEquals("owner", reply.json().getString("name"));
        assertEquals("{\"sub\":\"owner\"}", reply.json().getJsonObject("claims").toString());
        assertEquals(
                List.of("offline_access", "openid", "orders"),
                List.of(reply.json().getString("scope").split(" ")).stream()
                        .sorted()
                        .toList());
        assertEquals(43, reply.json().getString("csrf").length());
    }

    @Test
    void twoBrowsersOfAUserAreTwoGrants() {
        Browser other = new Browser(site);
        browser.signIn("/shop/orders/");
        other.signIn("/shop/orders/");

        List<SignedIn> both = site.events(SignedIn.class);
        assertEquals(both.get(0).name(), both.get(1).name());
        assertNotEquals(both.get(0).grantId(), both.get(1).grantId());

        signOut(browser);

        browser.assertSignedIn(false);
        other.assertSignedIn(true);
    }

    @Test
    void severalTabsSignInAtOnce() {
        Reply first = browser.open("/shop/orders/1");
        Reply second = browser.open("/shop/orders/2");
        Reply third = browser.open("/shop/orders/3");

        assertEquals("/shop/orders/2", browser.arrive(second).location());
        assertEquals("/shop/orders/3", browser.arrive(third).location());
        assertEquals("/shop/orders/1", browser.arrive(first).location());
        browser.assertSignedIn(true);
        assertEquals(1, site.sessions.size());
    }

    @Test
    void signOutEndsSessionAndGrant() {
        browser.signIn("/shop/orders/");
        String grant = site.events(SignedIn.class).get(0).grantId();

        Reply reply = signOut(browser);

        site.runBackground(); // its end is not taken for an expiry
        assertEquals(200, reply.status());
        URI endSession = URI.create(reply.json().getString("endSession"));
        assertEquals(site.provider.endSessionEndpoint().uri().getPath(), endSession.getPath());
        Map<String, List<String>> parameters = Browser.parameters(endSession.getRawQuery());
        assertEquals(List.of("http://shop.example/shop/"), parameters.get("post_logout_redirect_uri"));
        assertTrue(parameters.containsKey("id_token_hint"));
        assertEquals(1, site.provider.revocationEndpoint().count());
        assertEquals(Optional.empty(), site.sources.idToken(Site.CLIENT, grant));
        assertTrue(site.sessions.isEmpty());
        assertEquals(
                List.of(new SignedOut(Site.CLIENT, grant, SignedOut.Reason.REQUESTED)), site.events(SignedOut.class));
        assertFalse(browser.fetch("/shop/sign-in/session").json().getBoolean("signedIn"));
    }

    static Reply signOut(Browser browser) {
        Map<String, String> headers = Browser.script();
        headers.put(
                "X-Freshet-CSRF", browser.fetch("/shop/sign-in/session").json().getString("csrf"));
        return browser.send("POST", "/shop/sign-in/sign-out", headers);
    }
}
