package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The table of bad input in the docs names the tests of bad input, all of them and no others. */
class BadInputTableTest {

    private static final Pattern NAME = Pattern.compile("`([a-z][A-Za-z]{12,})`");

    @Test
    void namesEveryTestAndNoOther() throws IOException {
        Set<String> tests = Stream.concat(
                        Stream.of(BadInputTest.class), Arrays.stream(BadInputTest.class.getDeclaredClasses()))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(BadInputTableTest::isTest)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        String docs = Files.readString(Path.of("").toAbsolutePath().getParent().resolve("docs/sign-in.md"));
        String table = docs.substring(docs.indexOf("## Bad input"), docs.indexOf("## Known limits"));

        assertTrue(tests.size() > 40, tests::toString);
        assertEquals(
                tests,
                NAME.matcher(table)
                        .results()
                        .map(result -> result.group(1))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
    }
}
