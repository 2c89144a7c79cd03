package dev.freshet.signin;

import java.util.List;

/** The paths that only a signed-in user gets, by the rules of servlets: a path, all below one, or all of an ending. */
record Protected(List<String> patterns) {

    Protected {
        patterns = List.copyOf(patterns);
    }

    boolean contains(String path) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, path));
    }

    private static boolean matches(String pattern, String path) {
        if (pattern.endsWith("/*")) {
            String prefix = pattern.substring(0, pattern.length() - 2);
            return path.equals(prefix) || path.startsWith(prefix + "/");
        }
        return pattern.startsWith("*.") ? path.endsWith(pattern.substring(1)) : path.equals(pattern);
    }
}
