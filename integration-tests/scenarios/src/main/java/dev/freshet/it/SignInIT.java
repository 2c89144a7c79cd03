package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserContext.ClearCookiesOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FetchOptions;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import dev.freshet.it.keycloak.Event;
import dev.freshet.servers.Chromium;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People with browsers, at the dealer portal. Keycloak has their accounts; access tokens live three seconds. */
class SignInIT {

    private static final Duration LIFESPAN = Duration.ofSeconds(3);
    private static final int REQUESTS_AT_ONCE = 200;
    private static final Pattern SILENT = Pattern.compile(".*/sign-in/silent(\\?.*)?");

    private static Portal portal;
    private static Chromium chromium;

    private final List<BrowserContext> browsers = new ArrayList<>();
    private final List<PortalTab> tabs = new ArrayList<>();

    @BeforeAll
    static void openThePortal() {
        Optional<Path> installed = Chromium.installed();
        assumeTrue(installed.isPresent(), "there is no browser; name one by -Dchromium=...");
        portal = Portal.withAccessTokensOf(LIFESPAN);
        chromium = Chromium.launch(installed.get());
    }

    @AfterAll
    static void closeThePortal() {
        if (chromium != null) {
            chromium.close();
            LogCheck.assertNoneOf(portal.secrets(), portal.server().log());
            portal.close();
        }
    }

    /** Nothing that a test opens may break a rule of the page's policy, or throw. */
    @AfterEach
    void noScriptComplains() {
        List<String> complaints =
                tabs.stream().flatMap(tab -> tab.complaints().stream()).toList();
        browsers.forEach(BrowserContext::close);
        assertEquals(List.of(), complaints);
    }

    @Test
    void signsInAndListsThePartsWithTheTokenOfTheUser() {
        PortalTab tab = newTab(newBrowser()).open("");
        tab.awaitText("#welcome", "Spare parts");
        tab.photograph("signed-out");
        tab.press("Sign in").logIn("alice").awaitParts();
        tab.awaitText("#name", "Alice");
        tab.photograph("signed-in");

        assertEquals(portal.uri().toString(), tab.page().url());
        assertEquals(Optional.of("alice"), portal.api().latestToken().flatMap(portal.realm()::userOf));
    }

    @Test
    void neverGivesTheBrowserAToken() {
        PortalTab tab = newTab(newBrowser()).signIn("alice");
        String seen = tab.withinReach()
                + tab.fetched("sign-in/session")
                + tab.fetched("sign-in/silent")
                + tab.fetched("api/token");

        portal.secrets().forEach(secret -> assertFalse(seen.contains(secret)));
        assertTrue(seen.contains("\"signedIn\":true"), seen);
        List<Cookie> readable = browsers.get(0).cookies(portal.uri().toString()).stream()
                .filter(cookie -> !cookie.httpOnly)
                .toList();
        assertEquals(List.of(), readable);
    }

    @Test
    void comesBackToAPageThatWasAskedFor() {
        PortalTab tab = newTab(newBrowser()).open("api/labels/BP-2210?copies=3");
        tab.logIn("alice");
        tab.awaitText("body", "BP-2210");

        assertEquals(3, tab.find(".label").count());
        assertTrue(
                tab.page().url().endsWith("/dealer-portal/api/labels/BP-2210?copies=3"),
                tab.page().url());
    }

    @Test
    void comesBackToWhatThePageShowed() {
        PortalTab tab =
                newTab(newBrowser()).open("?find=brake").press("Sign in").logIn("alice");
        tab.awaitText("#count", "of 6 parts");

        assertTrue(
                tab.page().url().endsWith("/dealer-portal/?find=brake"),
                tab.page().url());
        assertEquals("brake", tab.find("#find").inputValue());
    }

    @Test
    void twoTabsThatSignInAtOnceAreBothSignedIn() {
        BrowserContext browser = newBrowser();
        PortalTab first = newTab(browser).open("").press("Sign in").awaitLogin();
        PortalTab second = newTab(browser).open("?find=oil").press("Sign in").awaitLogin();
        first.logIn("alice").awaitParts();
        // Keycloak's own script notices that somebody has logged in, and goes on.
        second.awaitText("#count", "of 6 parts");

        assertTrue(
                second.page().url().endsWith("/dealer-portal/?find=oil"),
                second.page().url());
        second.open("").awaitParts();
        first.open("").awaitParts();
    }

    @Test
    void tokensExpireWhileThePageIsUsedAndNothingIsSeenOfIt() {
        PortalTab tab = newTab(newBrowser()).signIn("alice");
        List<String> addresses = tab.addresses();
        int refused = portal.api().refused();
        tab.awaitRenewals(2);
        tab.fetched("api/parts");
        tab.awaitRenewals(3);

        assertEquals(addresses, tab.addresses());
        assertEquals(List.of(), tab.failures());
        assertEquals(refused, portal.api().refused());
    }

    @Test
    void manyRequestsOfASessionShareEachRefresh() {
        BrowserContext browser = newBrowser();
        newTab(browser).signIn("bob").page().close();
        DeployedApp app = new DeployedApp(portal.uri()).withCookies(cookiesOf(browser));
        int before = refreshes();
        int failures = failedRefreshes();
        int requests = portal.tokenEndpoint().requests();
        Load load = Load.of(REQUESTS_AT_ONCE, number -> problem(app));
        try (load) {
            Eventually.until(
                    "two refreshes",
                    LIFESPAN.multipliedBy(10),
                    () -> portal.tokenEndpoint().requests() >= requests + 2
                            || !load.problems().isEmpty());
        }

        assertEquals(List.of(), load.problems());
        assertEquals(portal.tokenEndpoint().requests() - requests, refreshes() - before);
        assertEquals(failures, failedRefreshes());
        assertTrue(load.calls() > REQUESTS_AT_ONCE);
    }

    @Test
    void signsInAgainSilentlyWhileTheProviderKnowsTheUser() {
        PortalTab tab = newTab(newBrowser()).signIn("alice");
        List<String> addresses = tab.addresses();
        int logins = logins();
        tab.press("Sign in again, silently");
        tab.awaitText("#silent", "1");

        assertEquals(addresses, tab.addresses());
        assertEquals(logins + 1, logins());
        tab.fetched("api/parts");
        assertEquals(List.of(), tab.failures());
    }

    @Test
    void saysThatTheProviderWantsALogin() {
        BrowserContext browser = newBrowser();
        PortalTab tab = newTab(browser).signIn("alice");
        forget(browser, "/realms/");
        tab.press("Sign in again, silently").awaitNotice("login_required", List.of("Sign in"));
        tab.photograph("login-required");

        tab.awaitParts().press("Sign in").awaitLogin().logIn("alice").awaitParts();
    }

    /**
     * To the browser, Keycloak is another site here. Like most browsers by now it sends that one no cookies from a frame, but
     * does from a page: signing in asks for no password.
     */
    @Test
    void saysThatTheProviderWantsALoginWhereTheBrowserKeepsCookiesFromFrames() {
        URI elsewhere = URI.create(portal.uri().toString().replace("127.0.0.1", "localhost"));
        PortalTab tab = newTab(newBrowser(), elsewhere).signIn("alice");
        tab.press("Sign in again, silently")
                .awaitNotice("login_required", List.of("Sign in"))
                .press("Sign in")
                .awaitNoNotice()
                .awaitParts();
    }

    @Test
    void saysThatTheProviderHasAQuestion() {
        PortalTab tab = newTab(newBrowser()).signIn("bob");
        portal.realm().requireOf("bob", "UPDATE_PROFILE");
        try {
            tab.press("Sign in again, silently")
                    .awaitNotice("interaction_required", List.of("Continue at the provider"))
                    .press("Continue at the provider");
            tab.page().click("[type=submit]");
            tab.awaitParts();
        } finally {
            portal.realm().requireOf("bob");
        }
    }

    /** For a consent that is missing Keycloak says {@code interaction_required} too. */
    @Test
    void asksForConsentAndTakesARefusal() {
        BrowserContext browser = newBrowser();
        newTab(browser).signIn("bob").page().close();
        forget(browser, "/dealer-portal");
        PortalTab tab = newTab(browser).open("").awaitText("#welcome", "Spare parts");
        portal.realm().requireConsent(true);
        try {
            assertEquals("interaction_required", tab.silentError());
            tab.press("Sign in").page().click("[name=cancel]");
            tab.awaitNotice("access_denied", List.of("Give consent"));
            tab.photograph("access-denied");
            tab.press("Give consent").page().click("[name=accept]");
            tab.awaitParts();
        } finally {
            portal.realm().requireConsent(false);
        }
    }

    /** What Keycloak does not say, or not when it is told to: the browser plays its part, with its own state and issuer. */
    @ParameterizedTest
    @CsvSource({
        "consent_required, Give consent",
        "account_selection_required, Continue at the provider",
        "temporarily_unavailable, Try again",
        "server_error, Try again"
    })
    void offersWhatHelpsAgainstAnError(String error, String button) {
        PortalTab tab = newTab(newBrowser()).signIn("alice");
        tab.page().route(SILENT, route -> refuse(route, error));
        tab.press("Sign in again, silently").awaitNotice(error, List.of(button));
        tab.page().unroute(SILENT);
        tab.photograph(error.replace('_', '-'));

        tab.press(button).awaitParts();
    }

    @Test
    void takesNoAnswerForAnAnswer() {
        PortalTab tab = newTab(newBrowser()).signIn("alice");
        tab.page().route(SILENT, SignInIT::showAPage);
        tab.press("Sign in again, silently").awaitNotice("timeout", List.of("Try again", "Sign in"));
        tab.page().unroute(SILENT);

        tab.press("Try again").awaitText("#silent", "1");
    }

    /** Keycloak shows such a page itself, which no frame may show. Nobody is signed in, so that no refresh is refused. */
    @Test
    void takesAPageOfTheProviderForNoAnswer() {
        PortalTab tab = newTab(newBrowser()).open("").awaitText("#welcome", "Spare parts");
        portal.realm().enableClient(false);
        try {
            assertEquals("timeout", tab.silentError());
        } finally {
            portal.realm().enableClient(true);
        }
    }

    @Test
    void saysThatTheSessionWasEnded() {
        PortalTab tab = newTab(newBrowser()).signIn("bob");
        portal.realm().endSessionsOf("bob");
        tab.awaitNotice("session_ended", List.of("Sign in"));
        tab.photograph("session-ended");

        assertEquals(0, tab.find("#parts tr").count());
        tab.open("").awaitNotice("session_ended", List.of("Sign in")).press("Sign in");
        tab.logIn("bob").awaitParts();
    }

    @Test
    void aSignOutIsSeenInAnotherTab() {
        BrowserContext browser = newBrowser();
        PortalTab first = newTab(browser).signIn("alice");
        PortalTab second = newTab(browser).open("").awaitParts();
        first.press("Sign out").awaitNotice("signed_out", List.of());
        second.awaitNotice("signed_out_elsewhere", List.of("Sign in"));
        second.photograph("signed-out-elsewhere");

        assertEquals(0, second.find("#parts tr").count());
        assertTrue(second.fetched("api/parts").contains("login_required"));
        // The provider has forgotten the user too.
        second.press("Sign in").awaitLogin();
    }

    @Test
    void twoBrowsersOfOneUserAreTwoGrants() {
        PortalTab first = newTab(newBrowser()).signIn("alice");
        PortalTab second = newTab(newBrowser()).signIn("alice");
        first.press("Sign out").awaitNotice("signed_out", List.of());
        second.awaitRenewals(second.renewals() + 1);

        assertTrue(second.fetched("api/parts").contains("OF-1042"));
        assertEquals(List.of(), second.failures());
    }

    @Test
    void isReadableOnAPhoneInTheDarkAndByKeyboard() {
        PortalTab tab = newTab(newBrowser(new NewContextOptions()
                .setViewportSize(360, 740)
                .setDeviceScaleFactor(2)
                .setIsMobile(true)
                .setColorScheme(ColorScheme.DARK)));
        tab.open("").awaitText("#welcome", "Spare parts");
        tab.photograph("phone-signed-out");
        tab.page().keyboard().press("Tab");
        tab.page().keyboard().press("Enter");
        tab.logIn("alice").awaitParts();
        tab.photograph("phone-signed-in");

        assertEquals(360, tab.page().evaluate("document.documentElement.scrollWidth"));
        tab.page().keyboard().press("Tab");
        assertEquals("sign-out", tab.page().evaluate("document.activeElement.id"));
        tab.page().keyboard().press("Space");
        tab.awaitNotice("signed_out", List.of());
    }

    /** Lets the silent sign-in begin, but not reach Keycloak. */
    private static void refuse(Route route, String error) {
        if (!route.request().isNavigationRequest()) {
            route.resume(); // the question whether there is a session
            return;
        }
        APIResponse begun = route.fetch(new FetchOptions().setMaxRedirects(0));
        Map<String, String> asked = Arrays.stream(URI.create(begun.headers().get("location"))
                        .getRawQuery()
                        .split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        String callback = URLDecoder.decode(asked.get("redirect_uri"), StandardCharsets.UTF_8);
        String issuer = URLEncoder.encode(portal.realm().issuer().toString(), StandardCharsets.UTF_8);
        String answer = callback + "?error=" + error + "&state=" + asked.get("state") + "&iss=" + issuer;
        route.fulfill(new FulfillOptions().setStatus(302).setHeaders(Map.of("Location", answer)));
    }

    private static void showAPage(Route route) {
        if (route.request().isNavigationRequest()) {
            route.fulfill(new FulfillOptions().setContentType("text/html").setBody("a page for people"));
        } else {
            route.resume();
        }
    }

    private BrowserContext newBrowser() {
        return newBrowser(new NewContextOptions().setViewportSize(1000, 760));
    }

    private BrowserContext newBrowser(NewContextOptions options) {
        BrowserContext browser = chromium.browser().newContext(options);
        browsers.add(browser);
        return browser;
    }

    private PortalTab newTab(BrowserContext browser) {
        return newTab(browser, portal.uri());
    }

    private PortalTab newTab(BrowserContext browser, URI address) {
        PortalTab tab = PortalTab.in(browser, address);
        tabs.add(tab);
        return tab;
    }

    private static void forget(BrowserContext browser, String path) {
        browser.clearCookies(new ClearCookiesOptions().setPath(Pattern.compile(path + ".*")));
    }

    private static String cookiesOf(BrowserContext browser) {
        return browser.cookies(portal.uri().toString()).stream()
                .map(cookie -> cookie.name + "=" + cookie.value)
                .collect(Collectors.joining("; "));
    }

    private static Optional<String> problem(DeployedApp app) {
        try {
            HttpResponse<String> answer = app.get("api/parts");
            return answer.statusCode() == 200
                    ? Optional.empty()
                    : Optional.of(answer.statusCode() + " " + answer.body());
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    private static int refreshes() {
        return portal.realm().events("REFRESH_TOKEN").size();
    }

    private static int failedRefreshes() {
        return portal.realm().events("REFRESH_TOKEN_ERROR").size();
    }

    private static int logins() {
        return (int) portal.realm().events("LOGIN").stream()
                .map(Event::error)
                .filter(String::isEmpty)
                .count();
    }
}
