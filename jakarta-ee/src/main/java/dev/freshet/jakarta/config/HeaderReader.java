package dev.freshet.jakarta.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the headers of one client: those that {@code headers} names, and those found among the property names. */
final class HeaderReader {

    /** A token of RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

    private final ClientProperties properties;
    private final Set<String> names;

    /** @param names as {@link PropertyNames#namesOf} finds them */
    HeaderReader(ClientProperties properties, Set<String> names) {
        this.properties = properties;
        this.names = names;
    }

    Map<String, String> read() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : names) {
            String value = properties.named(Key.HEADERS, name);
            if (!NAME.matcher(name).matches()) {
                properties.problem(Key.HEADERS, "names '" + name + "', which is no name of a header: mend it");
            } else if (name.equalsIgnoreCase("Authorization")) {
                properties.namedProblem(Key.HEADERS, name, "cannot be set: the access token goes there. Remove it");
            } else if (value == null) {
                properties.missingNamed(Key.HEADERS, name);
            } else if (!VALUE.matcher(value).matches()) {
                properties.namedProblem(
                        Key.HEADERS, name, "has a line break or another character that no header can hold: mend it");
            } else {
                headers.put(name, value);
            }
        }
        return headers;
    }
}
