package dev.freshet.signin;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Paths of this application, as they may stand behind its origin: where a user is sent, and nowhere else. */
final class LocalPaths {

    static final int LONGEST = 4096;

    /** No blanks, no control characters, no backslash, which browsers take for a slash, and nothing beyond ASCII. */
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e&&[^\\\\<>\"^`{|}]]+");

    private final String contextPath;
    private final String base;

    /**
     * @param contextPath empty for the root
     * @param base the path of the sign-in within the application
     */
    LocalPaths(String contextPath, String base) {
        this.contextPath = contextPath;
        this.base = base;
    }

    /** Whether a browser may be sent there: a path of this application with its query, but not of the sign-in itself. */
    boolean isLocal(String path) {
        // By the text itself: what a parser takes for a path behind an empty host, a browser takes for a host.
        if (path.length() > LONGEST
                || !path.startsWith("/")
                || path.startsWith("//")
                || !PLAIN.matcher(path).matches()) {
            return false;
        }
        try {
            URI uri = new URI(path);
            String raw = uri.getRawPath();
            return !uri.isAbsolute()
                    && uri.getRawAuthority() == null
                    && raw != null
                    && isPlainPath(raw)
                    && (raw.equals(contextPath) || raw.startsWith(contextPath + "/"))
                    && !isOfSignIn(raw);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private boolean isOfSignIn(String rawPath) {
        String path = rawPath.replaceAll(";[^/]*", "");
        String signIn = contextPath + base;
        return path.equals(signIn) || path.startsWith(signIn + "/");
    }

    private static boolean isPlainPath(String path) {
        String lowerCase = path.toLowerCase(Locale.ROOT);
        // A slash that is hidden may be found by who is behind us, and a way up leads out of the application.
        return !lowerCase.contains("%2f")
                && !lowerCase.contains("%5c")
                && !lowerCase.contains("%00")
                && !lowerCase.contains("%0d")
                && !lowerCase.contains("%0a")
                && Arrays.stream(lowerCase.replace("%2e", ".").split("/"))
                        .map(segment -> segment.replaceFirst(";.*", ""))
                        .noneMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    String home() {
        return contextPath + "/";
    }
}
