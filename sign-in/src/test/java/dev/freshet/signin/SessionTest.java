package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.jakarta.servlet.RequestGrant;
import dev.freshet.oauth.AccessToken;
import dev.freshet.refresh.ReauthorizationRequiredException;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSource;
import dev.freshet.testkit.Fault;
import dev.freshet.testkit.Gate;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long somebody is signed in, with what, and how that ends. */
class SessionTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Site site = new Site();
    private final Browser browser = new Browser(site);

    @AfterEach
    void close() {
        site.close();
    }

    private String grant() {
        return site.events(SignedIn.class).get(0).grantId();
    }

    @Test
    void twoHundredRequestsOfASessionAcrossAnExpiryAreOneRefresh() throws Exception {
        browser.signIn("/shop/orders/");
        site.time.advance(Duration.ofHours(2));
        Queue<String> tokens = new ConcurrentLinkedQueue<>();
        site.application = (request, response) -> tokens.add(site.sources
                .of(Site.CLIENT, RequestGrant.current().orElseThrow())
                .accessToken()
                .value());
        Gate gate = site.provider.tokenEndpoint().hold();
        ExecutorService threads = Executors.newFixedThreadPool(200);
        CountDownLatch begun = new CountDownLatch(200);
        List<Future<Integer>> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(threads.submit(() -> {
                begun.countDown();
                return browser.fetch("/shop/api/orders").status();
            }));
        }
        assertTrue(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
        site.provider.tokenEndpoint().awaitRequests(2, LIMIT);
        gate.open();
        for (Future<Integer> reply : replies) {
            assertEquals(200, reply.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
        threads.shutdown();

        assertEquals(200, tokens.size());
        assertEquals(1, Set.copyOf(tokens).size());
        assertEquals(1, site.provider.tokenRequests("refresh_token"));
        assertEquals(0, site.provider.reuseEvents());
    }

    @Test
    void expiryOfATokenIsNothingThatAUserNotices() {
        browser.signIn("/shop/orders/");
        for (int i = 0; i < 3; i++) {
            site.time.advance(Duration.ofHours(2));
            assertEquals(200, browser.open("/shop/orders/").status());
            assertEquals(200, browser.fetch("/shop/sign-in/silent").status());
        }
        assertEquals(3, site.provider.tokenRequests("refresh_token"));
        assertEquals(1, site.provider.tokenRequests("authorization_code"));
        assertEquals(1, site.provider.authorizationEndpoint().count());
    }

    @Test
    void refreshAsksForTheScopeOfTheSignIn() {
        Reply away = browser.open("/shop/orders/");
        browser.arrive(away);
        site.time.advance(Duration.ofHours(2));
        browser.fetch("/shop/sign-in/silent");

        assertEquals(
                away.sent("scope"),
                site.provider.tokenEndpoint().latest().form().get("scope"));
    }

    @Test
    void backgroundJobWorksForTheUserByTheGrantsName() {
        browser.signIn("/shop/orders/");
        TokenSource job = site.sources.of(Site.CLIENT, grant());
        AccessToken first = job.accessToken();
        site.time.advance(Duration.ofHours(2));

        assertNotEquals(first, job.accessToken());

        SignInTest.signOut(browser);

        ReauthorizationRequiredException e = assertThrows(ReauthorizationRequiredException.class, job::accessToken);
        assertEquals(ReauthorizationRequiredException.Reason.NOT_AUTHORIZED, e.reason());
    }

    @Test
    void lateRefreshBringsNobodyBack() throws Exception {
        browser.signIn("/shop/orders/");
        String grant = grant();
        site.time.advance(Duration.ofHours(2));
        Gate gate = Gate.shut();
        site.provider.tokenEndpoint().next(Fault.none().heldAfter(gate));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<AccessToken> waiting =
                thread.submit(() -> site.sources.of(Site.CLIENT, grant).accessToken());
        site.provider.tokenEndpoint().awaitRequests(2, LIMIT);

        SignInTest.signOut(browser);
        gate.open();

        assertThrows(Exception.class, () -> waiting.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        thread.shutdown();
        assertTrue(thread.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertThrows(
                ReauthorizationRequiredException.class,
                () -> site.sources.of(Site.CLIENT, grant).accessToken());
        assertTrue(site.sources.idToken(Site.CLIENT, grant).isEmpty());
        browser.assertSignedIn(false);
    }

    @Test
    void expiredSessionForgetsAndRevokesItsGrant() {
        browser.signIn("/shop/orders/");
        String grant = grant();

        site.expire(browser.session());

        assertTrue(site.sources.idToken(Site.CLIENT, grant).isEmpty());
        assertEquals(1, site.provider.revocationEndpoint().count());
        assertEquals(
                List.of(new SignedOut(Site.CLIENT, grant, SignedOut.Reason.EXPIRED)), site.events(SignedOut.class));
        browser.assertSignedIn(false);
        assertEquals(302, browser.open("/shop/orders/").status());
    }

    @Test
    void expiredSessionDoesNotEndAYoungerOneOfTheSameProviderSession() {
        Browser other = new Browser(site);
        signInWithin("sid-1", browser);
        signInWithin("sid-1", other);

        site.expire(browser.session());

        assertEquals(0, site.provider.revocationEndpoint().count());
        other.assertSignedIn(true);

        site.expire(other.session());

        assertEquals(1, site.provider.revocationEndpoint().count());
    }

    private void signInWithin(String sid, Browser one) {
        Reply away = one.open("/shop/orders/");
        String token = site.provider.idToken(
                "shop-id", "owner", Map.of("nonce", "\"" + away.sent("nonce") + "\"", "sid", "\"" + sid + "\""));
        site.provider.tokenEndpoint().next(Fault.none().with("id_token", "\"" + token + "\""));
        one.arrive(away);
    }

    @Test
    void sessionOfTheApplicationThatNobodySignedInToEndsQuietly() {
        site.application = (request, response) -> request.getSession();
        browser.open("/shop/about");

        site.expire(browser.session());

        assertEquals(List.of(), site.events);
    }

    @Test
    void providerThatDoesNotRevokeKeepsNobodySignedIn() {
        browser.signIn("/shop/orders/");
        site.provider.revocationEndpoint().always(Fault.dropBefore());

        assertEquals(200, SignInTest.signOut(browser).status());

        browser.assertSignedIn(false);
        assertTrue(site.sources.idToken(Site.CLIENT, grant()).isEmpty());
    }

    @Test
    void signOutByAFormLeadsToTheProvider() {
        browser.signIn("/shop/orders/");
        String csrf = browser.fetch("/shop/sign-in/session").json().getString("csrf");

        Reply reply = browser.send("POST", "/shop/sign-in/sign-out?csrf=" + csrf, Browser.navigation());

        assertEquals(303, reply.status());
        assertEquals(
                site.provider.endSessionEndpoint().uri().getPath(),
                URI.create(reply.location()).getPath());
        assertEquals(
                "http://shop.example/shop/",
                Browser.visit(URI.create(reply.location()))
                        .headers()
                        .firstValue("Location")
                        .orElseThrow());
    }

    @Test
    void signOutOfNobodyChangesNothing() {
        Reply reply = browser.send("POST", "/shop/sign-in/sign-out", Browser.script());

        assertEquals("{\"signedIn\":false,\"endSession\":null}", reply.text());
        assertEquals(
                "/shop/",
                browser.send("POST", "/shop/sign-in/sign-out", Browser.navigation())
                        .location());
    }

    @Test
    void applicationMayLogItsUserOut() {
        browser.signIn("/shop/orders/");
        AtomicReference<Object> after = new AtomicReference<>("not seen");
        site.application = (request, response) -> {
            request.logout();
            after.set(request.getUserPrincipal());
        };

        browser.open("/shop/about");

        assertNull(after.get());
        browser.assertSignedIn(false);
        assertEquals(1, site.provider.revocationEndpoint().count());
    }

    @Test
    void sessionIdChangesWithTheSignIn() {
        site.application = (request, response) -> request.getSession().setAttribute("cart", "3 bolts");
        browser.open("/shop/about");
        String before = browser.session().id;

        browser.signIn("/shop/orders/");

        assertNotEquals(before, browser.session().id);
        assertEquals("3 bolts", browser.session().attributes.get("cart"));
    }

    @Test
    void nextUserFindsNothingOfTheOneBefore() {
        site.provider.signedIn("alice");
        browser.signIn("/shop/orders/");
        browser.session().attributes.put("cart", "of alice");
        String grant = grant();
        site.provider.signedIn("bob");

        browser.arrive(browser.open("/shop/sign-in?prompt=login"));

        assertNull(browser.session().attributes.get("cart"));
        assertEquals("bob", browser.fetch("/shop/sign-in/session").json().getString("name"));
        assertTrue(site.sources.idToken(Site.CLIENT, grant).isEmpty());
    }

    @Test
    void sessionThatComesToAnotherServerIsKnownThereByTheStore() {
        browser.signIn("/shop/orders/");
        SignIn other = new SignIn(Site.CLIENT, Site.settings(), site.sources, event -> {}, Runnable::run, site.time);

        User user = other.userOf(StandIn.of(HttpServletRequest.class, (name, arguments) -> browser.session()
                        .facade()))
                .orElseThrow();

        assertEquals("owner", user.claims().name());
        assertEquals(grant(), user.grantId());
    }

    @Test
    void sessionWhoseTokensAreGoneIsNobodys() {
        browser.signIn("/shop/orders/");
        site.sources.forget(Site.CLIENT, grant());

        browser.assertSignedIn(false);
        assertEquals(401, browser.fetch("/shop/api/orders").status());
    }

    @Test
    void newerIdTokenOfARefreshIsWhatCounts() {
        browser.signIn("/shop/orders/");
        String token = site.provider.idToken("shop-id", "owner", Map.of("groups", "[\"clerk\"]"));
        site.provider.tokenEndpoint().next(Fault.none().with("id_token", "\"" + token + "\""));
        site.time.advance(Duration.ofHours(2));
        browser.fetch("/shop/sign-in/silent");
        site.await(TokenEvent.Refreshed.class);
        Map<String, Boolean> roles = new HashMap<>();
        site.application = (request, response) -> roles.put("clerk", request.isUserInRole("clerk"));

        browser.open("/shop/orders/");

        assertEquals(Map.of("clerk", true), roles);
    }

    @Test
    void refreshThatBringsTheIdTokenOfSomebodyElseEndsTheSession() {
        browser.signIn("/shop/orders/");
        String token = site.provider.idToken("shop-id", "mallory", Map.of());
        site.provider.tokenEndpoint().next(Fault.none().with("id_token", "\"" + token + "\""));
        site.time.advance(Duration.ofHours(2));
        browser.fetch("/shop/sign-in/silent");
        site.await(TokenEvent.Refreshed.class);

        browser.assertSignedIn(false);
    }

    @Test
    void keyThatTheProviderRollsOverIsFound() {
        browser.signIn("/shop/orders/");
        assertEquals(1, site.provider.jwksEndpoint().count());
        new Browser(site).signIn("/shop/orders/");
        assertEquals(1, site.provider.jwksEndpoint().count());

        site.provider.rollOverKey();
        site.time.advance(Duration.ofSeconds(10));
        new Browser(site).signIn("/shop/orders/");

        assertEquals(2, site.provider.jwksEndpoint().count());
        assertEquals(3, site.events(SignedIn.class).size());
    }

    @Test
    void keysStayInUseWhileTheProviderDoesNotPublishThem() {
        browser.signIn("/shop/orders/");
        site.provider.jwksEndpoint().always(Fault.status(503));
        site.time.advance(Duration.ofHours(2));

        new Browser(site).signIn("/shop/orders/");

        assertEquals(2, site.events(SignedIn.class).size());
    }

    @Test
    void providerThatGivesNoRefreshTokenIsSaidSoAndTheUserSignsInAgainLater() {
        List<String> lines = Lines.of(Arrivals.class, () -> {
            site.provider.tokenEndpoint().next(Fault.none().without("refresh_token"));
            browser.signIn("/shop/orders/");
        });

        assertEquals(1, lines.size(), lines::toString);
        assertTrue(
                lines.get(0).startsWith("FRESHET-0408: the provider gave no refresh token to 'shop'"), lines::toString);
        assertTrue(lines.get(0).contains("freshet.shop.sign-in.offline-access=true"), lines::toString);
        browser.assertSignedIn(true);
        site.time.advance(Duration.ofHours(2));
        assertEquals(401, browser.fetch("/shop/sign-in/silent").status());
    }

    @Test
    void tabThatTheProviderGaveUpBeginsOnceMore() {
        Reply away = browser.open("/shop/orders/7");

        Reply again = browser.open(givenUp(away));

        assertEquals(302, again.status());
        assertTrue(again.location().startsWith(site.authorizationEndpoint().toString()), again::location);
        assertEquals(503, browser.open(givenUp(again)).status());
        assertEquals(
                "/shop/orders/7", browser.arrive(browser.open("/shop/orders/7")).location());
    }

    private String givenUp(Reply away) {
        return "/shop/sign-in/callback?error=temporarily_unavailable&error_description=authentication_expired&state="
                + away.sent("state") + "&iss="
                + URLEncoder.encode(site.provider.issuer(), StandardCharsets.UTF_8);
    }

    @Test
    void browserThatDoesNotKeepItsSessionIsNotSentAroundForEver() {
        Reply reply = null;
        int rounds = 0;
        do {
            browser.cookies.remove("JSESSIONID");
            reply = browser.arrive(browser.open("/shop/orders/"));
            rounds++;
        } while (reply.status() == 302 && rounds < 100);

        assertEquals(400, reply.status());
        assertEquals(Rounds.MOST + 1, rounds);
        assertTrue(reply.text().contains("Are cookies allowed?"), reply::toString);

        site.time.advance(Duration.ofMinutes(1));
        assertEquals(302, browser.arrive(browser.open("/shop/sign-in")).status());
    }

    @Test
    void signOutBeginsToCountAnew() {
        for (int i = 0; i < Rounds.MOST * 2; i++) {
            assertEquals(302, browser.arrive(browser.open("/shop/orders/")).status());
            SignInTest.signOut(browser);
        }
    }

    @Test
    void cookieOfASignInIsForItAlone() {
        Reply away = browser.open("/shop/orders/");

        String cookie = away.cookies().get(0);
        assertTrue(
                cookie.matches("freshet-sign-in\\.[A-Za-z0-9_-]{12}=[A-Za-z0-9_-]{43}; Path=/shop/sign-in; "
                        + "Max-Age=600; HttpOnly; SameSite=Lax"),
                cookie);
        String gone = browser.arrive(away).cookies().stream()
                .filter(each -> each.startsWith("freshet-sign-in."))
                .collect(Collectors.joining());
        assertTrue(gone.contains("Max-Age=0;"), gone);
    }

    @Test
    void pageThatAsksForItTellsWhyASignInBroughtNothing() {
        site.provider.nextAuthorizationErrors("access_denied");

        Reply back = browser.arrive(browser.open("/shop/sign-in?return=/shop/page%3Fx&errors=return"));

        assertEquals("/shop/page?x", back.location());
        JsonObject session = browser.fetch("/shop/sign-in/session").json();
        assertFalse(session.getBoolean("signedIn"));
        assertEquals("access_denied", session.getString("error"));
        assertEquals("As the test wants it.", session.getString("errorDescription"));
        assertEquals("none", session.getString("next"));
        assertFalse(browser.fetch("/shop/sign-in/session").json().containsKey("error"));
    }

    @Test
    void pageThatNeedsAUserCannotTellWhyThereIsNone() {
        site.provider.nextAuthorizationErrors("access_denied");

        Reply back = browser.arrive(browser.open("/shop/sign-in?return=/shop//orders/%3Bx/7&errors=return"));

        assertEquals(403, back.status());
        assertTrue(back.text().contains("<code>access_denied"), back::toString);
    }

    @Test
    void formThatNeedsAUserLeadsBackToItsPage() {
        Map<String, String> headers = Browser.navigation();
        headers.put("Referer", "http://shop.example/shop/orders/new?from=7");

        Reply away = browser.send("POST", "/shop/orders/", headers);

        assertEquals("/shop/orders/new?from=7", browser.arrive(away).location());
    }

    @Test
    void scriptIsToldWhereToSignIn() {
        Map<String, String> headers = Browser.script();
        headers.put("Referer", "http://shop.example/shop/page?x=1");

        Reply reply = browser.send("GET", "/shop/api/orders", headers);

        assertEquals(401, reply.status());
        assertEquals(
                "{\"error\":\"login_required\",\"signIn\":\"/shop/sign-in?return=%2Fshop%2Fpage%3Fx%3D1\"}",
                reply.text());
        assertEquals("", reply.location());
        assertEquals(
                401,
                browser.send("GET", "/shop/api/orders", Map.of("X-Requested-With", "XMLHttpRequest"))
                        .status());
        assertEquals(
                401,
                browser.send("GET", "/shop/api/orders", Map.of("Accept", "*/*")).status());
        assertEquals(
                302,
                browser.send("GET", "/shop/api/orders", Map.of("Accept", "text/html"))
                        .status());
    }

    @Test
    void configuredRedirectUriIsTheSameInBothRequests() {
        try (Site behindProxy = new Site(
                settings -> settings,
                registration -> registration.redirectUri("https://www.example/shop/sign-in/callback"))) {
            Browser visitor = new Browser(behindProxy);
            Reply away = visitor.open("/shop/orders/");

            visitor.arrive(away);

            assertEquals("https://www.example/shop/sign-in/callback", away.sent("redirect_uri"));
            assertEquals(
                    "https://www.example/shop/sign-in/callback",
                    behindProxy.provider.tokenEndpoint().latest().form().get("redirect_uri"));
            assertTrue(away.cookies().get(0).endsWith("; Secure"), away::toString);
            visitor.assertSignedIn(true);
        }
    }

    @Test
    void scriptOfThisLibraryIsServed() {
        Reply reply = browser.open("/shop/sign-in/freshet.js");

        assertEquals("text/javascript;charset=UTF-8", reply.header("Content-Type"));
        assertTrue(reply.text().contains("export function renewSilently("));
        assertFalse(reply.text().contains("token="), "no token has a place there");
        assertNotNull(reply.header("Cache-Control"));
    }
}
