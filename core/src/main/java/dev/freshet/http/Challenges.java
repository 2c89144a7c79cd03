package dev.freshet.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the challenges of {@code WWW-Authenticate}: several in a field, several fields, quoted strings with commas and
 * escapes, schemes and names in any case. What is no proper challenge is skipped, since servers send all sorts of things.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, section 11.6.1</a>
 */
final class Challenges {

    static final String FIELD = "WWW-Authenticate";

    private static final String TOKEN = "[\\w!#$%&'*+.^`|~-]++";
    private static final Pattern SEPARATORS = Pattern.compile("[ \\t,]*+");
    // Loops are possessive, so that no header can make them look again and again.
    private static final Pattern PARAMETER = Pattern.compile(
            "(" + TOKEN + ")[ \\t]*+=[ \\t]*+(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"?|([^ \\t,\"]*+))");
    // With credentials in the form without names, if there are any: "Negotiate YII="
    private static final Pattern SCHEME =
            Pattern.compile("(" + TOKEN + ")(?:[ \\t]++[\\w.~+/-]++=*+(?=[ \\t]*+(?:,|$)))?");

    private Challenges() {}

    /**
     * One challenge.
     *
     * @param scheme in lower case
     * @param parameters names in lower case
     */
    record Challenge(String scheme, Map<String, String> parameters) {

        boolean isBearer() {
            return scheme.equals("bearer");
        }

        @Nullable
        String error() {
            return parameters.get("error");
        }
    }

    /** The challenges of these fields in their order; null for none. */
    static List<Challenge> of(@Nullable List<String> fields) {
        List<Challenge> all = new ArrayList<>();
        if (fields != null) {
            fields.forEach(field -> all.addAll(read(field)));
        }
        return all;
    }

    /**
     * Whether a 401 with these fields says that the token was no good: there is no challenge, or a Bearer one that names no
     * error, or one that names {@code invalid_token}.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, section 3.1</a>
     */
    static boolean condemn(@Nullable List<String> fields) {
        List<Challenge> challenges = of(fields);
        List<Challenge> bearer = challenges.stream().filter(Challenge::isBearer).toList();
        List<String> errors =
                bearer.stream().map(Challenge::error).filter(Objects::nonNull).toList();
        return bearer.isEmpty()
                ? challenges.isEmpty()
                : errors.isEmpty() || errors.stream().anyMatch("invalid_token"::equalsIgnoreCase);
    }

    /** Whether a Bearer challenge among these fields names this error. */
    static boolean nameError(@Nullable List<String> fields, String error) {
        return of(fields).stream()
                .anyMatch(challenge -> challenge.isBearer() && error.equalsIgnoreCase(challenge.error()));
    }

    private static List<Challenge> read(String field) {
        List<Challenge> found = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(field);
        Matcher scheme = SCHEME.matcher(field);
        int at = afterSeparators(field, 0);
        while (at < field.length()) {
            int next = at + 1; // past something that could begin neither
            // A name and an equals sign belong to the challenge before, anything else begins the next one.
            if (parameter.region(at, field.length()).lookingAt()) {
                add(parameter, found);
                next = parameter.end();
            } else if (scheme.region(at, field.length()).lookingAt()) {
                found.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), new HashMap<>()));
                next = scheme.end();
            }
            at = afterSeparators(field, next);
        }
        return found;
    }

    private static void add(Matcher parameter, List<Challenge> found) {
        if (!found.isEmpty()) {
            String quoted = parameter.group(2);
            String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            found.get(found.size() - 1)
                    .parameters()
                    .putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
        }
    }

    private static int afterSeparators(String field, int from) {
        Matcher separators = SEPARATORS.matcher(field).region(from, field.length());
        return separators.lookingAt() ? separators.end() : from;
    }
}
