package dev.freshet.jakarta.config;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Values by property name, and the problems found in them. Not safe for use by several threads. */
final class Values {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^}:]*)");

    private final Config config;
    private final Set<String> problems;

    Values(Config config, Set<String> problems) {
        this.config = config;
        this.problems = problems;
    }

    /** The value without blanks around it; null if there is none, or none that can be used. */
    @Nullable
    String text(String property) {
        String value = value(property);
        if (value == null || value.isBlank()) {
            reportExpression(property);
            return null;
        }
        return value.strip();
    }

    List<String> list(String property) {
        return split(text(property));
    }

    static List<String> split(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList();
    }

    void problem(String property, String text) {
        problems.add(property + " " + text);
    }

    boolean hasProblem(String property) {
        return problems.stream().anyMatch(problem -> problem.startsWith(property + " "));
    }

    private @Nullable String value(String property) {
        try {
            return config.getOptionalValue(property, String.class).orElse(null);
        } catch (NoSuchElementException | IllegalArgumentException e) {
            return null; // an expression without a value: some configurations throw, others answer nothing
        }
    }

    private void reportExpression(String property) {
        String raw = raw(property);
        if (raw == null || !raw.contains("${")) {
            return;
        }
        String names = EXPRESSION
                .matcher(raw)
                .results()
                .map((MatchResult result) -> "${" + result.group(1) + "}")
                .distinct()
                .collect(Collectors.joining(", "));
        problem(
                property,
                "holds " + names + ", which has no value: define it, for example as an environment variable"
                        + (raw.contains("${uuid}")
                                ? "; for a generated value write {uuid}, without the dollar sign"
                                : ""));
    }

    private @Nullable String raw(String property) {
        ConfigValue value = config.getConfigValue(property);
        if (value != null && value.getRawValue() != null) {
            return value.getRawValue();
        }
        for (ConfigSource source : config.getConfigSources()) {
            String raw = source.getValue(property);
            if (raw != null) {
                return raw;
            }
        }
        return null;
    }
}
