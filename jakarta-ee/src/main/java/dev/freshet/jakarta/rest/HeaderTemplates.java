package dev.freshet.jakarta.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The headers that each call of a client carries, beside its token. Immutable. */
record HeaderTemplates(Map<String, String> templates) {

    private static final String UUID_PLACE = "{uuid}";

    HeaderTemplates {
        templates = Map.copyOf(templates);
    }

    /** Adds the headers that the caller has not set, and returns the names of those added. */
    Set<String> addTo(MultivaluedMap<String, Object> headers) {
        Set<String> added = new HashSet<>();
        templates.forEach((name, template) -> {
            if (!headers.containsKey(name)) {
                headers.putSingle(name, value(template));
                added.add(name);
            }
        });
        return added;
    }

    /** The headers of a first attempt again, with new values where these are made anew for each request. */
    Map<String, String> renewed(Set<String> names) {
        Map<String, String> renewed = new HashMap<>();
        names.forEach(name -> renewed.put(name, value(templates.getOrDefault(name, ""))));
        return renewed;
    }

    private static String value(String template) {
        // A UUID from SecureRandom takes a lock for a moment; no cost where none is asked for.
        return template.contains(UUID_PLACE)
                ? template.replace(UUID_PLACE, UUID.randomUUID().toString())
                : template;
    }
}
