package dev.freshet.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The parameters of a form-encoded body or query (RFC 6749, appendix B), decoded. */
record Form(Map<String, List<String>> parameters) {

    static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

    static boolean isForm(RecordedRequest request) {
        return request.header("Content-Type")
                .map(type -> type.split(";")[0].strip().toLowerCase(Locale.ROOT))
                .filter(MEDIA_TYPE::equals)
                .isPresent();
    }

    static Form of(RecordedRequest request) {
        return parsed(isForm(request) ? request.text() : "");
    }

    /** The parameters of the query instead. */
    static Form ofQuery(RecordedRequest request) {
        return parsed(request.query().orElse(""));
    }

    static Form parsed(String text) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (!text.isEmpty()) {
            for (String pair : text.split("&")) {
                String[] halves = pair.split("=", 2);
                parameters
                        .computeIfAbsent(decode(halves[0]), name -> new ArrayList<>())
                        .add(halves.length == 1 ? "" : decode(halves[1]));
            }
        }
        return new Form(parameters);
    }

    /** Undoes form encoding; malformed escapes stay as they are. */
    static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return encoded;
        }
    }

    Map<String, String> first() {
        Map<String, String> first = new LinkedHashMap<>();
        parameters.forEach((name, values) -> first.put(name, values.get(0)));
        return first;
    }

    /** The value of a parameter, empty if it is missing: RFC 6749, section 3.2, treats both alike. */
    String get(String name) {
        return parameters.getOrDefault(name, List.of("")).get(0);
    }

    boolean has(String name) {
        return !get(name).isEmpty();
    }

    boolean repeatsAny() {
        return parameters.values().stream().anyMatch(values -> values.size() > 1);
    }

    @Override
    public String toString() {
        return "Form" + parameters.keySet();
    }
}
