package dev.freshet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    private static Origin of(String address) {
        return Origin.of(URI.create(address));
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com, https://API.example.COM:443/parts?x=1",
        "http://api.example.com/, HTTP://api.example.com:80",
        "http://[::1]:8080/a, http://[::1]:8080/b"
    })
    void isTheSameForTheSameSchemeHostAndPort(String one, String other) {
        assertEquals(of(one), of(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com",
                "https://api.example.com:8443",
                "https://example.com",
                "https://api.example.com.evil.test",
                "https://api.example.com@evil.test"
            })
    void isAnotherForAnotherSchemeHostOrPort(String other) {
        assertNotEquals(of("https://api.example.com"), of(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/parts", "api.example.com", "ftp://api.example.com", "mailto:a@example.com", "https:///x"})
    void isNothingWithoutSchemeAndHost(String address) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> of(address));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("FRESHET-0101: "), refused.getMessage());
    }

    @Test
    void showsNoPasswordOfAnAddress() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> of("ftp://me:geheim@example.com"));
        assertFalse(String.valueOf(refused.getMessage()).contains("geheim"), refused.getMessage());
    }
}
