package dev.freshet.signin;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells of itself: what sent it, from where, and to which path.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
record Visit(HttpServletRequest request) {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** The path within the application as servlets are found by it: decoded, and with single slashes. */
    String path() {
        String info = request.getPathInfo();
        String path = request.getServletPath() + (info == null ? "" : info);
        return path.contains("//") ? path.replaceAll("/{2,}", "/") : path;
    }

    /** Where this request went, with its query, as a browser writes it. */
    String target() {
        String query = request.getQueryString();
        return request.getRequestURI() + (query == null ? "" : "?" + query);
    }

    boolean isSafe() {
        return SAFE.contains(request.getMethod());
    }

    /** Whether a page's script sent it, or anything else that cannot show a page: such a one is never redirected. */
    boolean isScript() {
        String mode = request.getHeader("Sec-Fetch-Mode");
        if ("XMLHttpRequest".equalsIgnoreCase(request.getHeader("X-Requested-With"))) {
            return true;
        }
        String accept = accept();
        boolean wantsPage = accept.contains("text/html") || accept.contains("application/xhtml+xml");
        return mode == null ? !wantsPage : !mode.equals("navigate") || !wantsPage && accept.contains("json");
    }

    boolean acceptsJson() {
        return accept().contains("application/json");
    }

    boolean isInFrame() {
        String destination = request.getHeader("Sec-Fetch-Dest");
        return "iframe".equals(destination) || "frame".equals(destination);
    }

    boolean isCrossSite() {
        return "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
    }

    /**
     * Whether a request that changes something comes from a page of this application, or from no page at all.
     *
     * @param trusted origins besides our own
     */
    boolean isFromTrustedPage(List<URI> trusted) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        if ("same-origin".equals(site) || "none".equals(site)) {
            return true;
        }
        if (origin != null && trusted.stream().anyMatch(each -> isSameOrigin(each, origin))) {
            return true;
        }
        return site == null && (origin == null || isOwn(origin));
    }

    private boolean isOwn(String origin) {
        URI address = parsed(origin);
        return address != null
                && address.getRawAuthority() != null
                && address.getRawAuthority().equalsIgnoreCase(request.getHeader("Host"));
    }

    private static boolean isSameOrigin(URI trusted, String origin) {
        URI address = parsed(origin);
        return address != null
                && trusted.getScheme().equalsIgnoreCase(address.getScheme())
                && trusted.getHost().equalsIgnoreCase(address.getHost())
                && port(trusted) == port(address);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    /** The path of the page that sent this, if it is one of this host. */
    Optional<String> referringPath() {
        String referrer = request.getHeader("Referer");
        URI page = referrer == null ? null : parsed(referrer);
        if (page == null || page.getRawPath() == null || !isOwn(page.getScheme() + "://" + page.getRawAuthority())) {
            return Optional.empty();
        }
        String query = page.getRawQuery();
        return Optional.of(page.getRawPath() + (query == null ? "" : "?" + query));
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Where this application is, as the browser sees it. */
    String origin() {
        String host = request.getServerName();
        boolean standard = request.getServerPort() == (request.isSecure() ? 443 : 80);
        return request.getScheme() + "://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
                + (standard ? "" : ":" + request.getServerPort());
    }

    /** All cookies of a name: a neighbour may have set another one. */
    Stream<String> cookies(String name) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Stream.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue);
    }

    private String accept() {
        String accept = request.getHeader("Accept");
        return accept == null ? "" : accept.toLowerCase(Locale.ROOT);
    }
}
