package dev.freshet.it.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of messages in the docs is the list of messages in the code. */
class MessageIdsTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern ID = Pattern.compile("FRESHET-[0-9]{4}");

    @Test
    void listsEveryMessageOfTheCodeAndNoOther() throws IOException {
        SortedSet<String> code = new TreeSet<>();
        try (Stream<Path> files = Files.walk(PROJECT)) {
            for (Path file : files.filter(MessageIdsTest::isMainSource).toList()) {
                code.addAll(idsIn(file));
            }
        }
        assertTrue(code.size() > 30, () -> "only " + code.size() + " ids were seen");
        assertEquals(code, idsIn(PROJECT.resolve("docs/messages.md")));
    }

    @Test
    void explainsEachOnce() throws IOException {
        List<String> ids = Files.readAllLines(PROJECT.resolve("docs/messages.md")).stream()
                .filter(line -> line.startsWith("| FRESHET-"))
                .map(line -> line.substring("| ".length(), "| FRESHET-0000".length()))
                .toList();
        assertEquals(ids.stream().distinct().toList(), ids);
    }

    private static boolean isMainSource(Path file) {
        String path = PROJECT.relativize(file).toString().replace('\\', '/');
        return path.endsWith(".java") && path.contains("src/main/java/") && !path.startsWith("integration-tests/");
    }

    private static SortedSet<String> idsIn(Path file) throws IOException {
        return ID.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
