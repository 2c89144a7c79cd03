package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application at the root of its server, where no context path keeps anybody within. */
class LocalPathsTest {

    private final LocalPaths paths = new LocalPaths("", "/sign-in");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "///evil.example",
                "////evil.example/x",
                "/\\evil.example",
                "/%2fevil.example",
                "/%2F%2Fevil.example",
                "/%5Cevil.example",
                "/..//evil.example",
                "/./..//evil.example",
                "/%2e%2e//evil.example",
                "/.;x//evil.example",
                "/x%0d%0aLocation:https://evil.example",
                "/x%00",
                "https://evil.example/",
                "evil.example",
                "",
                "?x",
                "#x",
                "/sign-in",
                "/sign-in/",
                "/sign-in;x/silent"
            })
    void leadsNowhereElse(String path) {
        assertFalse(paths.isLocal(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/orders", "/orders/?next=//evil.example&x=%2F%2F", "/sign-into", "/a/b.c/..d#e"})
    void leadsToAnyPageOfTheApplication(String path) {
        assertTrue(paths.isLocal(path));
    }
}
