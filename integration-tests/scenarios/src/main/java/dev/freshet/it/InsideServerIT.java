package dev.freshet.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.freshet.it.app.AboutResource;
import jakarta.inject.Inject;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class InsideServerIT {

    @Inject
    AboutResource about;

    @Deployment
    static WebArchive application() {
        return TestWar.configuredWith(Map.of("it.name", "inside"));
    }

    @Test
    void applicationSeesTheConfigurationOfTheTest() {
        assertEquals("inside", about.name());
    }
}
