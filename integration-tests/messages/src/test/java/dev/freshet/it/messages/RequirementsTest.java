package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the list of requirements names is there, and every requirement names one. */
class RequirementsTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");

    private final List<String> rows = rows();

    private static List<String> rows() {
        try {
            return Files.readAllLines(PROJECT.resolve("docs/requirements.md")).stream()
                    .filter(line -> line.startsWith("| ") && !line.startsWith("| |"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachRequirementNamesATest() {
        assertTrue(rows.size() > 40, () -> "only " + rows.size() + " requirements were seen");
        rows.forEach(row -> assertTrue(NAME.matcher(row).find(), row));
    }

    @Test
    void eachTestThatIsNamedIsThere() throws IOException {
        Map<String, List<String>> classes = classes();
        for (String row : rows) {
            for (MatchResult name : NAME.matcher(row).results().toList()) {
                List<String> sources = classes.getOrDefault(name.group(1), List.of());
                assertFalse(sources.isEmpty(), () -> "there is no " + name.group(1) + ", but: " + row);
                assertTrue(
                        sources.stream().anyMatch(source -> isTest(source, name.group(2))),
                        () -> "there is no " + name.group() + ", but: " + row);
            }
        }
    }

    /** A method behind an annotation that makes it a test, with no other member in between. */
    private static boolean isTest(String source, String method) {
        return Pattern.compile("@\\w*(Test|Property)\\b(?:(?!\n    }\n).)*? void " + method + "\\(", Pattern.DOTALL)
                .matcher(source)
                .find();
    }

    @Test
    void eachRequirementIsThereOnce() {
        List<String> names =
                rows.stream().map(row -> row.split("\\|")[1].strip()).toList();
        assertEquals(names.stream().distinct().toList(), names);
    }

    private static Map<String, List<String>> classes() throws IOException {
        Map<String, List<String>> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(PROJECT)) {
            for (Path file : files.filter(RequirementsTest::isTestSource).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                sources.computeIfAbsent(name, absent -> new ArrayList<>()).add(Files.readString(file));
            }
        }
        return sources;
    }

    private static boolean isTestSource(Path file) {
        String path = PROJECT.relativize(file).toString().replace('\\', '/');
        return path.endsWith(".java") && !path.contains("/target/");
    }
}
