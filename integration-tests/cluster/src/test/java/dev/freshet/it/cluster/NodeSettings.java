package dev.freshet.it.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a node is told before it starts, on its standard input: a line for each key, then an empty one. Immutable.
 *
 * @param tokenEndpoint where tokens come from
 * @param api what is called with them
 * @param store where the grants are, see {@link Stores}
 * @param refreshToken the configured one, or empty if the grants are brought in from outside. A secret.
 * @param grants whose tokens the calls carry, in turns
 * @param threads how many call at the same time
 * @param margin how long before its end a token is renewed, or null for the usual
 * @param skew how long before its end a token is no longer sent, or null for the usual
 * @param leeway for so long a refresh token may be presented again
 * @param crash where the node stops in a refresh and waits for its end, or null
 */
record NodeSettings(
        URI tokenEndpoint,
        URI api,
        String store,
        Optional<String> refreshToken,
        List<String> grants,
        int threads,
        @Nullable Duration margin,
        @Nullable Duration skew,
        Duration leeway,
        @Nullable CrashPoint crash) {

    String written() {
        Map<String, @Nullable Object> lines = new LinkedHashMap<>();
        lines.put("token-endpoint", tokenEndpoint);
        lines.put("api", api);
        lines.put("store", store);
        lines.put("refresh-token", refreshToken.orElse(null));
        lines.put("grants", String.join(",", grants));
        lines.put("threads", threads);
        lines.put("margin", margin);
        lines.put("skew", skew);
        lines.put("leeway", leeway);
        lines.put("crash", crash);
        return lines.entrySet().stream()
                .filter(line -> line.getValue() != null)
                .map(line -> line.getKey() + "=" + line.getValue() + "\n")
                .collect(Collectors.joining("", "", "\n"));
    }

    static NodeSettings read(BufferedReader in) throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            int equals = line.indexOf('=');
            lines.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return new NodeSettings(
                URI.create(required(lines, "token-endpoint")),
                URI.create(required(lines, "api")),
                required(lines, "store"),
                Optional.ofNullable(lines.get("refresh-token")),
                List.of(required(lines, "grants").split(",")),
                Integer.parseInt(required(lines, "threads")),
                duration(lines, "margin"),
                duration(lines, "skew"),
                Duration.parse(required(lines, "leeway")),
                lines.containsKey("crash") ? CrashPoint.valueOf(lines.get("crash")) : null);
    }

    static NodeSettings read(String written) throws IOException {
        try (Reader text = new StringReader(written)) {
            return read(new BufferedReader(text));
        }
    }

    private static String required(Map<String, String> lines, String key) {
        return Objects.requireNonNull(lines.get(key), key);
    }

    private static @Nullable Duration duration(Map<String, String> lines, String key) {
        return lines.containsKey(key) ? Duration.parse(lines.get(key)) : null;
    }

    @Override
    public String toString() {
        return "NodeSettings[grants=" + grants + ", crash=" + crash + "]";
    }
}
