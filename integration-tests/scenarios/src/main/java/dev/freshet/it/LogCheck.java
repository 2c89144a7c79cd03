package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Collection;

/** Looks for secrets in what a server printed. */
final class LogCheck {

    private LogCheck() {}

    /** Fails if one of the secrets is in the log; says where, without the secret. */
    static void assertNoneOf(Collection<String> secrets, String log) {
        assertFalse(secrets.isEmpty(), "there are secrets to look for");
        for (String secret : secrets) {
            int at = log.indexOf(secret);
            assertFalse(at >= 0, () -> "a secret follows: " + log.substring(Math.max(0, at - 300), Math.max(0, at)));
        }
    }
}
