package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A browser as the application sees it: it keeps cookies, says what it is about, and goes to the provider when it is sent. */
final class Browser {

    private static final String HOST = "shop.example";
    private static final String SESSION_COOKIE = "JSESSIONID";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Site site;
    final Map<String, String> cookies = new ConcurrentHashMap<>();

    Browser(Site site) {
        this.site = site;
    }

    /** What a browser sends when a person follows a link of the page at hand, or types an address. */
    static Map<String, String> navigation() {
        return headers(
                "Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
                "Sec-Fetch-Mode", "navigate",
                "Sec-Fetch-Dest", "document",
                "Sec-Fetch-Site", "same-origin");
    }

    static Map<String, String> script() {
        return headers(
                "Accept", "application/json",
                "Sec-Fetch-Mode", "cors",
                "Sec-Fetch-Dest", "empty",
                "Sec-Fetch-Site", "same-origin");
    }

    static Map<String, String> frame() {
        Map<String, String> headers = navigation();
        headers.put("Sec-Fetch-Dest", "iframe");
        return headers;
    }

    static Map<String, String> headers(String... pairs) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    Reply open(String target) {
        return send("GET", target, navigation());
    }

    Reply fetch(String target) {
        return send("GET", target, script());
    }

    /** Signs in from a page on, the provider asking nobody, and comes back to where it began. */
    Reply signIn(String target) {
        return open(pathOf(arrive(open(target)).location()));
    }

    /** The application's answer to the provider's answer to what it sent the browser away with. */
    Reply arrive(Reply sentAway) {
        return open(pathOf(answerOf(sentAway)));
    }

    /** What the provider answers: the address of the callback with a code or an error. */
    static URI answerOf(Reply sentAway) {
        return URI.create(visit(URI.create(sentAway.location()))
                .headers()
                .firstValue("Location")
                .orElseThrow());
    }

    static HttpResponse<String> visit(URI address) {
        try {
            return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static String pathOf(Object address) {
        URI uri = URI.create(address.toString());
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    Site.@Nullable Session session() {
        String id = cookies.get(SESSION_COOKIE);
        return id == null ? null : site.sessions.get(id);
    }

    Reply send(String method, String target, Map<String, String> headers) {
        Reply reply = new Reply();
        Map<String, Object> attributes = new LinkedHashMap<>();
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        String query = target.contains("?") ? target.substring(target.indexOf('?') + 1) : null;
        Map<String, List<String>> parameters = parameters(query);
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putIfAbsent("Host", HOST);
        Cookie[] sent = cookies.entrySet().stream()
                .filter(each -> !each.getKey().equals(SESSION_COOKIE))
                .map(each -> new Cookie(each.getKey(), each.getValue()))
                .toArray(Cookie[]::new);
        HttpServletRequest request = StandIn.of(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getMethod" -> method;
            case "getScheme" -> "http";
            case "getServerName" -> HOST;
            case "getServerPort" -> 80;
            case "isSecure", "isAsyncSupported", "isUserInRole" -> false;
            case "getContextPath" -> Site.CONTEXT;
            case "getServletPath" ->
                decoded(path.substring(Site.CONTEXT.length()).replaceAll(";[^/]*", ""));
            case "getPathInfo", "getUserPrincipal", "getRemoteUser", "getAuthType" -> null;
            case "getRequestURI" -> path;
            case "getQueryString" -> query;
            case "getHeader" -> header(all, (String) arguments[0]);
            case "getParameter" ->
                parameters.containsKey(arguments[0])
                        ? parameters.get(arguments[0]).get(0)
                        : null;
            case "getParameterValues" ->
                parameters.containsKey(arguments[0])
                        ? parameters.get(arguments[0]).toArray(new String[0])
                        : null;
            case "getCookies" -> sent.length == 0 ? null : sent;
            case "getDispatcherType" -> DispatcherType.REQUEST;
            case "getAttribute" -> attributes.get(arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "getSession" -> facade(arguments == null || arguments[0].equals(true));
            case "changeSessionId" -> changeSessionId();
            default -> throw new UnsupportedOperationException(name);
        });
        try {
            site.handle(request, reply.response());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        reply.cookies().forEach(this::keep);
        return reply;
    }

    private @Nullable Object facade(boolean create) {
        Site.Session present = session();
        if (present == null && create) {
            present = site.new Session();
            cookies.put(SESSION_COOKIE, present.id);
        }
        return present == null ? null : present.facade();
    }

    private String changeSessionId() {
        Site.Session present = session();
        present.changeId();
        cookies.put(SESSION_COOKIE, present.id);
        return present.id;
    }

    private void keep(String cookie) {
        String[] pair = cookie.substring(0, cookie.indexOf(';')).split("=", 2);
        if (cookie.contains("Max-Age=0;")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }

    private static @Nullable String header(Map<String, String> headers, String name) {
        return headers.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    static Map<String, List<String>> parameters(@Nullable String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&")) {
                String[] halves = pair.split("=", 2);
                parameters
                        .computeIfAbsent(decoded(halves[0]), absent -> new ArrayList<>())
                        .add(halves.length == 1 ? "" : decoded(halves[1]));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    void assertSignedIn(boolean expected) {
        assertEquals(expected, fetch("/shop/sign-in/session").json().getBoolean("signedIn"));
    }
}
