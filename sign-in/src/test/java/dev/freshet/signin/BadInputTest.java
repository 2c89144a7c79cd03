package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.freshet.testkit.Fault;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What nobody should send: refused with a clear answer, and nothing is lost. A user is signed in all the while, and has to be
 * so afterwards, by the same grant. docs/sign-in.md has the table.
 */
class BadInputTest {

    private static final String CALLBACK = "/shop/sign-in/callback";

    private final Site site = new Site();
    private final Browser browser = new Browser(site);
    private final Browser attacker = new Browser(site);
    private String grant;
    private int codesRedeemed;

    @BeforeEach
    void signIn() {
        browser.signIn("/shop/orders/");
        grant = site.events(SignedIn.class).get(0).grantId();
        codesRedeemed = site.provider.tokenRequests("authorization_code");
    }

    @AfterEach
    void nothingIsLost() {
        try {
            browser.assertSignedIn(true);
            assertEquals(
                    grant,
                    site.signIn.userOf(request(browser)).orElseThrow().grantId(),
                    "the session has another grant now");
            assertNotNull(site.sources.of(Site.CLIENT, grant).accessToken());
            assertEquals(1, site.events(SignedIn.class).size());
        } finally {
            site.close();
        }
    }

    private static HttpServletRequest request(Browser browser) {
        return StandIn.of(
                HttpServletRequest.class, (name, arguments) -> browser.session().facade());
    }

    private void assertRefused(Reply reply, int status, String error) {
        assertEquals(status, reply.status(), reply::toString);
        assertTrue(reply.text().contains("<code>" + error), reply::toString);
        assertTrue(reply.text().contains("href=\"/shop/sign-in"), reply::toString);
        assertEquals("no-store", reply.header("Cache-Control"));
        assertTrue(reply.header("Content-Security-Policy").startsWith("default-src 'none'"));
    }

    private void assertNoCodeRedeemed() {
        assertEquals(codesRedeemed, site.provider.tokenRequests("authorization_code"));
    }

    private static String with(String address, String parameter, String value) {
        String replaced = address.replaceAll("([?&])" + parameter + "=[^&]*", "$1gone=");
        return replaced + "&" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private String answerTo(Reply away) {
        return Browser.pathOf(Browser.answerOf(away));
    }

    @Nested
    class State {

        @Test
        void forgedStateIsRefused() {
            String answer = answerTo(browser.open("/shop/sign-in"));

            assertRefused(browser.open(with(answer, "state", "A".repeat(43))), 400, "invalid_state");
            assertNoCodeRedeemed();
        }

        @Test
        void missingStateIsRefused() {
            assertRefused(browser.open(CALLBACK + "?code=abc&iss=" + site.provider.issuer()), 400, "invalid_state");
            assertNoCodeRedeemed();
        }

        @Test
        void missingStateIsNeverTakenForLoginRequired() {
            Reply page = browser.open(CALLBACK + "?error=login_required");
            Reply frame = browser.send("GET", CALLBACK + "?error=login_required&state=wrong", Browser.frame());

            assertRefused(page, 400, "invalid_state");
            assertEquals("invalid_state", frame.message().getString("error"));
            assertEquals("none", frame.message().getString("next"));
            assertFalse(frame.message().getBoolean("automatic"));
            assertEquals(
                    List.of(SignInError.INVALID_STATE),
                    site.events(SilentSignInFailed.class).stream()
                            .map(SilentSignInFailed::error)
                            .toList());
        }

        @Test
        void replayedStateIsRefused() {
            Reply away = attacker.open("/shop/orders/");
            String answer = answerTo(away);
            String cookie = Departures.cookieName(away.sent("state"));
            String value = attacker.cookies.get(cookie);
            site.provider.tokenEndpoint().next(Fault.error(400, "invalid_grant", "no"));
            attacker.open(answer);
            codesRedeemed++;
            assertFalse(attacker.cookies.containsKey(cookie));
            attacker.cookies.put(cookie, value);

            assertRefused(attacker.open(answer), 400, "invalid_state");
            assertNoCodeRedeemed();
        }

        @Test
        void answerForAnotherBrowserIsRefusedAndLeftToIt() {
            Reply away = attacker.open("/shop/orders/");
            String answer = answerTo(away);

            assertRefused(browser.open(answer), 400, "invalid_state");
            assertNoCodeRedeemed();

            site.provider.tokenEndpoint().next(Fault.error(400, "invalid_grant", "no"));
            assertRefused(attacker.open(answer), 403, "invalid_grant");
            codesRedeemed++;
            assertNoCodeRedeemed();
        }

        @Test
        void answerThatComesTooLateIsRefused() {
            String answer = answerTo(browser.open("/shop/sign-in"));
            site.time.advance(PendingSignIns.LONGEST);

            assertRefused(browser.open(answer), 400, "invalid_state");
            assertNoCodeRedeemed();
        }
    }

    @Nested
    class Code {

        @Test
        void replayedCodeIsPresentedNoSecondTime() {
            Reply first = attacker.open("/shop/orders/1");
            Reply second = attacker.open("/shop/orders/2");
            String code = Browser.parameters(Browser.answerOf(first).getRawQuery())
                    .get("code")
                    .get(0);
            site.provider.tokenEndpoint().next(Fault.error(400, "invalid_grant", "used before"));

            Reply reply = attacker.open(with(answerTo(second), "code", code));

            // It carries the verifier of another sign-in, and is sent once.
            assertRefused(reply, 403, "invalid_grant");
            codesRedeemed++;
            assertNoCodeRedeemed();
            assertNull(attacker.session());
        }

        @Test
        void codeOfAnotherSignInIsRefusedByItsVerifier() {
            Reply first = attacker.open("/shop/orders/1");
            Reply second = attacker.open("/shop/orders/2");
            String code = Browser.parameters(Browser.answerOf(first).getRawQuery())
                    .get("code")
                    .get(0);

            assertRefused(attacker.open(with(answerTo(second), "code", code)), 403, "invalid_grant");
            assertNull(attacker.session());
        }

        @Test
        void missingCodeIsRefused() {
            Reply away = attacker.open("/shop/orders/");

            assertRefused(attacker.open(answerTo(away).replaceAll("code=[^&]*&", "")), 400, "invalid_response");
            assertNoCodeRedeemed();
        }

        @ParameterizedTest
        @ValueSource(ints = {500, 503, 0})
        void codeIsNeverSentAgainWhateverComesOfIt(int status) {
            site.provider.tokenEndpoint().next(status == 0 ? Fault.dropAfter() : Fault.status(status));

            assertRefused(attacker.arrive(attacker.open("/shop/orders/")), 503, "temporarily_unavailable");
            codesRedeemed++;
            assertNoCodeRedeemed();
            assertNull(attacker.session());
        }
    }

    @Nested
    class IdToken {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                nonce   | "of-another-sign-in"
                aud     | "another-client"
                aud     | ["shop-id","another-client"]
                azp     | "another-client"
                iss     | "https://evil.example"
                exp     | 1764000000
                iat     | 1964000000
                nbf     | 1964000000
                at_hash | "of-another-access-token"
                sub     | ""
                exp     | null
                iat     | null
                """)
        void wrongClaimIsRefused(String claim, String value) {
            Reply away = attacker.open("/shop/orders/");
            Map<String, String> claims = new LinkedHashMap<>();
            claims.put("nonce", "\"" + away.sent("nonce") + "\"");
            claims.put(claim, value);
            String token = site.provider.idToken("shop-id", "owner", claims);
            site.provider.tokenEndpoint().next(Fault.none().with("id_token", "\"" + token + "\""));

            assertRefused(attacker.arrive(away), 403, "invalid_grant");
            assertNull(attacker.session());
        }

        @Test
        void rightClaimsAreAccepted() {
            // Else the refusals above would say nothing.
            Reply away = browser.open("/shop/sign-in?prompt=login");
            String token = site.provider.idToken("shop-id", "owner", Map.of("nonce", "\"" + away.sent("nonce") + "\""));
            site.provider.tokenEndpoint().next(Fault.none().with("id_token", "\"" + token + "\""));

            assertEquals("/shop/", browser.arrive(away).location());
            grant = site.events(SignedIn.class).get(1).grantId();
            site.events.remove(0);
        }

        @Test
        void wrongSignatureIsRefused() throws Exception {
            SignedJWT forged = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key-1").build(), claims("nonce"));
            assertTokenRefused(nonce -> {
                SignedJWT token = new SignedJWT(forged.getHeader(), claims(nonce));
                token.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
                return token.serialize();
            });
        }

        @Test
        void tokenThatIsNotSignedIsRefused() {
            assertTokenRefused(nonce -> new PlainJWT(claims(nonce)).serialize());
        }

        @Test
        void tokenSignedByTheClientsSecretIsRefused() {
            assertTokenRefused(nonce -> {
                SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(nonce));
                token.sign(new MACSigner("s3cr3t-client".repeat(4)));
                return token.serialize();
            });
        }

        @Test
        void changedTokenIsRefused() {
            assertTokenRefused(nonce -> {
                String token = site.provider.idToken("shop-id", "owner", Map.of("nonce", "\"" + nonce + "\""));
                String[] parts = token.split("\\.");
                String admin = site.provider.idToken("shop-id", "admin", Map.of("nonce", "\"" + nonce + "\""));
                return parts[0] + "." + admin.split("\\.")[1] + "." + parts[2];
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "no-jwt", "a.b.c", "e30.e30.", "....."})
        void whatIsNoTokenIsRefused(String text) {
            assertTokenRefused(nonce -> text);
        }

        @Test
        void missingTokenIsRefused() {
            Reply away = attacker.open("/shop/orders/");
            site.provider.tokenEndpoint().next(Fault.none().without("id_token"));

            assertRefused(attacker.arrive(away), 403, "invalid_grant");
        }

        private interface Tokens {
            String of(String nonce) throws Exception;
        }

        private void assertTokenRefused(Tokens tokens) {
            Reply away = attacker.open("/shop/orders/");
            String token;
            try {
                token = tokens.of(away.sent("nonce"));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            site.provider.tokenEndpoint().next(Fault.none().with("id_token", "\"" + token + "\""));

            assertRefused(attacker.arrive(away), 403, "invalid_grant");
            assertNull(attacker.session());
        }

        private JWTClaimsSet claims(String nonce) {
            return new JWTClaimsSet.Builder()
                    .issuer(site.provider.issuer())
                    .subject("owner")
                    .audience("shop-id")
                    .claim("nonce", nonce)
                    .issueTime(Date.from(site.time.instant()))
                    .expirationTime(Date.from(site.time.instant().plusSeconds(60)))
                    .build();
        }
    }

    @Nested
    class Issuer {

        @Test
        void answerOfAnotherIssuerIsRefused() {
            String answer = answerTo(attacker.open("/shop/orders/"));

            assertRefused(attacker.open(with(answer, "iss", "https://evil.example")), 400, "invalid_response");
            assertNoCodeRedeemed();
        }

        @Test
        void answerWithoutIssuerIsRefusedOfAProviderThatAlwaysNamesIt() {
            String answer = answerTo(attacker.open("/shop/orders/")).replaceAll("&iss=[^&]*", "");

            assertRefused(attacker.open(answer), 400, "invalid_response");
            assertNoCodeRedeemed();
        }

        @Test
        void errorOfAnotherIssuerIsNotBelieved() {
            Reply away = browser.send("GET", "/shop/sign-in/silent", Browser.frame());
            String answer =
                    CALLBACK + "?error=login_required&iss=https%3A%2F%2Fevil.example&state=" + away.sent("state");

            Reply reply = browser.send("GET", answer, Browser.frame());

            assertEquals("invalid_response", reply.message().getString("error"));
        }
    }

    @Nested
    class Parameters {

        @ParameterizedTest
        @CsvSource({"state, 201", "code, 8193", "iss, 4097", "error, 4097", "error_description, 4097", "other, 16384"})
        void oversizedParameterIsRefused(String name, int length) {
            String answer = answerTo(browser.open("/shop/sign-in"));

            assertRefused(browser.open(with(answer, name, "x".repeat(length))), 400, "invalid_response");
            assertNoCodeRedeemed();
        }

        @ParameterizedTest
        @ValueSource(strings = {"state", "code", "iss", "error"})
        void repeatedParameterIsRefused(String name) {
            String answer = answerTo(browser.open("/shop/sign-in"));

            Reply reply = browser.open(answer + "&" + name + "=a&" + name + "=b");

            assertRefused(reply, 400, "invalid_response");
            assertNoCodeRedeemed();
        }

        @Test
        void answerWithoutParametersIsRefused() {
            assertRefused(browser.open(CALLBACK), 400, "invalid_response");
        }

        @Test
        void descriptionOfAnErrorIsShownAsTextAlone() {
            Reply away = browser.open("/shop/sign-in");
            String description = "<script>alert(1)</script>\r\nSet-Cookie: a=b" + "x".repeat(1000);

            Reply reply = browser.open(CALLBACK + "?error=access_denied&iss="
                    + URLEncoder.encode(site.provider.issuer(), StandardCharsets.UTF_8) + "&state=" + away.sent("state")
                    + "&error_description=" + URLEncoder.encode(description, StandardCharsets.UTF_8));

            assertRefused(reply, 403, "access_denied");
            assertFalse(reply.text().contains("<script"), reply::toString);
            assertFalse(reply.text().contains("x".repeat(301)), reply::toString);
        }

        @Test
        void descriptionOfAnErrorEndsNoScript() {
            Reply away = browser.send("GET", "/shop/sign-in/silent", Browser.frame());
            String description = "\"></body></script><script>alert('1')</script>&amp;\u2028";

            Reply reply = browser.send(
                    "GET",
                    CALLBACK + "?error=login_required&iss="
                            + URLEncoder.encode(site.provider.issuer(), StandardCharsets.UTF_8) + "&state="
                            + away.sent("state") + "&error_description="
                            + URLEncoder.encode(description, StandardCharsets.UTF_8),
                    Browser.frame());

            assertEquals(1, reply.text().split("<script", -1).length - 1, reply::toString);
            assertEquals(1, reply.text().split("</body", -1).length - 1, reply::toString);
            assertEquals(
                    description.replace("\u2028", "\u2028"), reply.message().getString("errorDescription"));
        }
    }

    @Nested
    class KeptErrors {

        @ParameterizedTest
        @ValueSource(strings = {"%", "e30", "bm8ganNvbg", "eyJjb2RlIjo3fQ", "W10"})
        void madeUpErrorCookieIsNothing(String value) {
            browser.cookies.put("freshet-sign-in-error", value);

            assertFalse(browser.fetch("/shop/sign-in/session").json().containsKey("error"));
            assertFalse(browser.cookies.containsKey("freshet-sign-in-error"));
        }

        @Test
        void oversizedErrorCookieIsNothing() {
            browser.cookies.put("freshet-sign-in-error", "A".repeat(3001));

            assertFalse(browser.fetch("/shop/sign-in/session").json().containsKey("error"));
        }
    }

    @Nested
    class Return {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "//evil.example",
                    "///evil.example",
                    "/\\evil.example",
                    "\\\\evil.example",
                    "\\/evil.example",
                    "https://evil.example",
                    "https:evil.example",
                    "https:/evil.example",
                    "javascript:alert(1)",
                    "data:text/html,x",
                    "evil.example",
                    "",
                    " /shop/",
                    "/shop/ x",
                    "\t//evil.example",
                    "/\t/evil.example",
                    "/shop/\r\nSet-Cookie: a=b",
                    "/shop/%0d%0aSet-Cookie:a=b",
                    "/%2f%2fevil.example",
                    "%2f%2fevil.example",
                    "/%2Fevil.example",
                    "/%5cevil.example",
                    "/shop/..//evil.example",
                    "/shop/../admin",
                    "/shop/%2e%2e/admin",
                    "/shop/.%2e/admin",
                    "/shop/..;x/admin",
                    "/shopping",
                    "/other",
                    "/@evil.example",
                    "/shop@evil.example",
                    "/shop/sign-in",
                    "/shop/sign-in?return=/shop/",
                    "/shop/sign-in/callback",
                    "/shop/sign-in;x/callback",
                    "/shop/\u0000",
                    "/shop/\u202e",
                    "/shop/<script>"
                })
        void returnToElsewhereIsRefused(String target) {
            Reply reply = browser.open("/shop/sign-in?return=" + URLEncoder.encode(target, StandardCharsets.UTF_8));

            assertRefused(reply, 400, "invalid_request");
            assertEquals("", reply.location());
            assertTrue(reply.text().contains("href=\"/shop/sign-in\""), reply::toString);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/shop",
                    "/shop/",
                    "/shop/orders/7?tab=a%2Fb&next=//x",
                    "/shop/a#b",
                    "/shop//x",
                    "/shop/%7Eme"
                })
        void returnToAPathOfTheApplicationIsKept(String target) {
            Reply away = attacker.open("/shop/sign-in?return=" + URLEncoder.encode(target, StandardCharsets.UTF_8));
            site.provider.tokenEndpoint().next(Fault.error(400, "invalid_grant", "no"));

            Reply reply = attacker.arrive(away);

            assertTrue(
                    reply.text().contains("return=" + URLEncoder.encode(target, StandardCharsets.UTF_8)),
                    reply::toString);
        }

        @Test
        void oversizedReturnIsRefused() {
            assertRefused(
                    browser.open("/shop/sign-in?return=/shop/" + "x".repeat(LocalPaths.LONGEST)),
                    400,
                    "invalid_request");
        }

        @Test
        void pageWithAnAddressThatIsTooLongLeadsHome() {
            Reply away = attacker.open("/shop/orders/?" + "x".repeat(LocalPaths.LONGEST));
            site.provider.tokenEndpoint().next(Fault.error(400, "invalid_grant", "no"));

            assertTrue(attacker.arrive(away).text().contains("return=%2Fshop%2F\""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"none", "login consent", "x", ""})
        void unknownPromptIsRefused(String prompt) {
            assertRefused(
                    browser.open("/shop/sign-in?prompt=" + URLEncoder.encode(prompt, StandardCharsets.UTF_8)),
                    400,
                    "invalid_request");
        }
    }

    @Nested
    class ForeignPages {

        private String csrf() {
            return browser.fetch("/shop/sign-in/session").json().getString("csrf");
        }

        @Test
        void signOutWithoutTokenIsRefused() {
            Reply reply = browser.send("POST", "/shop/sign-in/sign-out", Browser.script());

            assertEquals(403, reply.status());
            assertEquals("cross_site_request", reply.json().getString("error"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "wrong"})
        void signOutWithAWrongTokenIsRefused(String token) {
            Map<String, String> headers = Browser.script();
            headers.put("X-Freshet-CSRF", token);

            assertEquals(
                    403, browser.send("POST", "/shop/sign-in/sign-out", headers).status());
        }

        @ParameterizedTest
        @CsvSource({
            "cross-site, https://evil.example",
            "cross-site, null",
            "same-site, http://other.shop.example",
            ", https://evil.example",
            ", null",
            ", http://shop.example.evil.example",
            ", http://shop.example:8080"
        })
        void signOutFromAForeignPageIsRefusedWithTheTokenToo(String site, String origin) {
            Map<String, String> headers = Browser.headers("X-Freshet-CSRF", csrf(), "Origin", origin);
            if (site != null) {
                headers.put("Sec-Fetch-Site", site);
            }

            assertEquals(
                    403, browser.send("POST", "/shop/sign-in/sign-out", headers).status());
        }

        @Test
        void signOutByALinkIsRefused() {
            Reply reply = browser.open("/shop/sign-in/sign-out?csrf=" + csrf());

            assertEquals(405, reply.status());
            assertEquals("POST", reply.header("Allow"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
        void changeFromAForeignPageIsRefused(String method) {
            Map<String, String> headers =
                    Browser.headers("Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site");

            assertEquals(403, browser.send(method, "/shop/api/orders", headers).status());
            assertEquals(403, browser.send(method, "/shop/about", headers).status());
        }

        @Test
        void changeFromAPageOfTheApplicationIsLetThrough() {
            assertEquals(
                    200,
                    browser.send("POST", "/shop/api/orders", Browser.script()).status());
            assertEquals(
                    200,
                    browser.send("POST", "/shop/api/orders", Browser.headers("Origin", "http://shop.example"))
                            .status());
            assertEquals(200, browser.send("POST", "/shop/api/orders", Map.of()).status());
        }

        @Test
        void linkFromAForeignPageExchangesNoSession() {
            Map<String, String> headers = Browser.navigation();
            headers.put("Sec-Fetch-Site", "cross-site");

            Reply reply = browser.send("GET", "/shop/sign-in?return=/shop/orders/", headers);

            assertEquals("/shop/orders/", reply.location());
            assertEquals(List.of(), reply.cookies());
        }

        @Test
        void silentSignInInAFrameOfAForeignPageIsRefused() {
            Map<String, String> headers = Browser.frame();
            headers.put("Sec-Fetch-Site", "cross-site");

            Reply reply = browser.send("GET", "/shop/sign-in/silent", headers);

            assertEquals(403, reply.status());
            assertEquals(List.of(), reply.cookies());
        }

        @Test
        void noPageMayBeFramedByAForeignOne() {
            Reply message = browser.arrive(browser.send("GET", "/shop/sign-in/silent?x", Browser.frame()));

            assertTrue(message.header("Content-Security-Policy").contains("frame-ancestors 'self'"));
            assertEquals("SAMEORIGIN", message.header("X-Frame-Options"));
            grant = site.events(SignedIn.class).get(1).grantId();
            site.events.remove(0);
        }
    }

    @Nested
    class Elsewhere {

        @ParameterizedTest
        @ValueSource(strings = {"/shop/sign-in/nothing", "/shop/sign-in/callback/x", "/shop/sign-in/session/../x"})
        void unknownPathIsAnswered(String path) {
            assertEquals(404, browser.open(path).status());
        }

        @ParameterizedTest
        @ValueSource(strings = {"/shop/sign-in", "/shop/sign-in/callback?code=a&state=b", "/shop/sign-in/session"})
        void formToAPathThatTakesNoneIsRefused(String path) {
            assertEquals(405, browser.send("POST", path, Browser.navigation()).status());
        }

        @ParameterizedTest
        @ValueSource(strings = {"/shop//orders/", "/shop///api//x", "/shop/orders", "/shop/orders/;a=b/c"})
        void protectedPathIsFoundHoweverItIsWritten(String path) {
            assertEquals(302, attacker.open(path).status());
        }

        @Test
        void madeUpSessionIsNobodys() {
            attacker.cookies.put("JSESSIONID", UUID.randomUUID().toString());

            assertEquals(401, attacker.fetch("/shop/api/orders").status());
        }

        @Test
        void sessionIdFromBeforeTheSignInIsWorthNothing() {
            Browser victim = new Browser(site);
            site.application = (request, response) -> request.getSession();
            victim.open("/shop/about");
            String planted = victim.cookies.get("JSESSIONID");
            attacker.cookies.put("JSESSIONID", planted);

            victim.signIn("/shop/orders/");

            victim.assertSignedIn(true);
            attacker.assertSignedIn(false);
            site.events.remove(1);
        }

        @Test
        void refusedAnswersOfOneBrowserCostAnotherNothing() {
            Reply away = attacker.open("/shop/orders/");
            for (int i = 0; i < 100; i++) {
                browser.open(CALLBACK + "?code=x&state=" + UUID.randomUUID());
            }
            site.provider.tokenEndpoint().next(Fault.error(400, "invalid_grant", "no"));

            assertRefused(attacker.arrive(away), 403, "invalid_grant");
        }

        @Test
        void pageOfTheProviderThatNeverAnswersLeavesNothing() {
            browser.send("GET", "/shop/sign-in/silent", Browser.frame());
            site.time.advance(Duration.ofSeconds(11));

            assertEquals(200, browser.fetch("/shop/sign-in/silent").status());
        }

        @Test
        void providerThatIsDownIsSaidSo() {
            site.time.advance(Duration.ofHours(2));
            site.provider.tokenEndpoint().next(Fault.dropBefore());

            Reply reply = attacker.arrive(attacker.open("/shop/orders/"));

            assertRefused(reply, 503, "temporarily_unavailable");
            URI again = URI.create("/shop/sign-in?return=%2Fshop%2Forders%2F");
            assertTrue(reply.text().contains(again.toString()), reply::toString);
        }
    }
}
