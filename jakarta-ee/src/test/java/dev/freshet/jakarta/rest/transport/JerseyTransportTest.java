package dev.freshet.jakarta.rest.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.Runtime.Version;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JerseyTransportTest {

    @ParameterizedTest
    @CsvSource({
        "17, false",
        "17.0.14, false",
        "17.0.15, true",
        "21.0.6, false",
        "21.0.7, true",
        "24, false",
        "24.0.1, true",
        "19.0.2, false",
        "25, true"
    })
    void trustsTheJdkWithRedirectsFromTheUpdateOnThatDropsTokens(String java, boolean trusted) {
        assertEquals(trusted, JerseyTransport.redirectsDropTokens(Version.parse(java)));
    }
}
