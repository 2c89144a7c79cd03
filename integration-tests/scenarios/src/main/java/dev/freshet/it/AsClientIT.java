package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class AsClientIT {

    @ArquillianResource
    URI uri;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestWar.configuredWith(Map.of("it.name", "as client"));
    }

    @Test
    void applicationAnswers() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("about")).build();
        assertEquals("as client", HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
