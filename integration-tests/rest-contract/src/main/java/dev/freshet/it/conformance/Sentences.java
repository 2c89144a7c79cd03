package dev.freshet.it.conformance;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DisplayNameGenerator;

/**
 * Reads the name of a test as the sentence that it is: {@code sendsJsonAgain} says "sends JSON again". That sentence is the
 * scenario; where a name cannot say it, {@link DisplayName} does.
 */
public final class Sentences extends DisplayNameGenerator.Standard {

    private static final Pattern BETWEEN_WORDS =
            Pattern.compile("(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])");

    private static final Map<String, String> SPELLING = Stream.of(
                    "API", "Apache", "Bearer", "Freshet", "HTTP", "JDK", "JSON", "PATCH", "POST", "SSE", "TLS", "UUIDs")
            .collect(Collectors.toUnmodifiableMap(word -> word.toLowerCase(Locale.ROOT), word -> word));

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> type, Method method) {
        return of(method.getName());
    }

    /** The scenario of a test. */
    public static String of(Method test) {
        DisplayName name = test.getAnnotation(DisplayName.class);
        return name == null ? of(test.getName()) : name.value();
    }

    static String of(String name) {
        return BETWEEN_WORDS
                .splitAsStream(name)
                .map(part -> part.toLowerCase(Locale.ROOT))
                .map(word -> SPELLING.getOrDefault(word, word))
                .collect(Collectors.joining(" "));
    }
}
