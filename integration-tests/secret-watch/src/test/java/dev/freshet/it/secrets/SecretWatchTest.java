package dev.freshet.it.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The watch sees what it is there to see. */
@ExtendWith(SecretWatchTest.Expected.class)
class SecretWatchTest {

    private static final String TOKEN = "at-0123456789abcdefghijABCDEFGHIJ_-";

    @Test
    void failsATestThatLogsATokenAtTheFinestLevel() {
        System.getLogger("dev.freshet.some.room").log(Level.TRACE, "the token is " + TOKEN);
    }

    @Test
    void failsATestThatLogsAnExceptionWithATokenAsItsCause() {
        System.getLogger("dev.freshet")
                .log(
                        Level.DEBUG,
                        "trouble",
                        new IllegalStateException(new IllegalArgumentException("Bearer abcdef.ghi")));
    }

    @Test
    void findsSecretsAndTellsThemFromOrdinaryWords() {
        assertTrue(SecretWatch.find("rt-0123456789abcdefghijABCDEFGHIJ_-").isPresent());
        assertTrue(SecretWatch.find("Authorization: Basic MG9hYmg3MzpzM2NyZXQ=").isPresent());
        assertFalse(SecretWatch.find("a Bearer token of client 'parts'; start-up at-once")
                .isPresent());
        assertEquals("before [here]", SecretWatch.find("before " + TOKEN).orElseThrow());
        System.getLogger("dev.freshet").log(Level.TRACE, TOKEN);
    }

    /** Runs before the watch does, and lets the failure that it must report count as success. */
    static final class Expected implements AfterEachCallback {

        @Override
        public void afterEach(ExtensionContext context) {
            AssertionError found = assertThrows(AssertionError.class, () -> new SecretWatch().afterEach(context));
            assertFalse(SecretWatch.find(SecretWatch.printed(found)).isPresent(), "the report shows no secret itself");
        }
    }
}
