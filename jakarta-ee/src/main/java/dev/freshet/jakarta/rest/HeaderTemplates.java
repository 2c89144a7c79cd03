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
    private static final String CALL_UUID_PLACE = "{call-uuid}";

    HeaderTemplates {
        templates = Map.copyOf(templates);
    }

    /** Adds the headers that the caller has not set, and returns the names of those added. */
    Set<String> addTo(MultivaluedMap<String, Object> headers) {
        if (templates.isEmpty()) {
            return Set.of(); // as for most clients: nothing to look through, and nothing to make
        }
        Set<String> added = new HashSet<>();
        templates.forEach((name, template) -> {
            if (!headers.containsKey(name)) {
                headers.putSingle(name, value(template));
                added.add(name);
            }
        });
        return added;
    }

    /** Those headers of a first attempt whose values are made anew for each request. */
    Map<String, String> renewed(Set<String> names) {
        Map<String, String> renewed = new HashMap<>();
        names.forEach(name -> {
            String template = templates.getOrDefault(name, "");
            if (template.contains(UUID_PLACE)) {
                renewed.put(name, value(template));
            }
        });
        return renewed;
    }

    private static String value(String template) {
        return filled(filled(template, UUID_PLACE), CALL_UUID_PLACE);
    }

    private static String filled(String template, String place) {
        // A UUID from SecureRandom takes a lock for a moment; no cost where none is asked for.
        return template.contains(place)
                ? template.replace(place, UUID.randomUUID().toString())
                : template;
    }
}
