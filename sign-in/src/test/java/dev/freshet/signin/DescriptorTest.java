package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.HttpSessionListener;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** What containers find by themselves. */
class DescriptorTest {

    private static Document fragment() throws Exception {
        try (InputStream in = SignIn.class.getResourceAsStream("/META-INF/web-fragment.xml")) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
    }

    private static String text(String element) throws Exception {
        return fragment().getElementsByTagName(element).item(0).getTextContent();
    }

    @Test
    void classesOfTheFragmentAreThere() throws Exception {
        assertTrue(Filter.class.isAssignableFrom(Class.forName(text("filter-class"))));
        assertTrue(HttpSessionListener.class.isAssignableFrom(Class.forName(text("listener-class"))));
    }

    @Test
    void sessionCookieIsKeptFromScriptsAndForeignPages() throws Exception {
        assertEquals(Map.of("HttpOnly", "true", "SameSite", "Lax"), cookieAfter(new HashMap<>()));
    }

    @Test
    void sameSiteOfTheApplicationStays() throws Exception {
        assertEquals(
                "None", cookieAfter(new HashMap<>(Map.of("SameSite", "None"))).get("SameSite"));
    }

    private static Map<String, String> cookieAfter(Map<String, String> attributes) throws Exception {
        SessionCookieConfig cookie = StandIn.of(SessionCookieConfig.class, (name, arguments) -> switch (name) {
            case "setHttpOnly" -> attributes.put("HttpOnly", String.valueOf(arguments[0]));
            case "getAttribute" -> attributes.get(arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], (String) arguments[1]);
            default -> throw new UnsupportedOperationException(name);
        });
        ServletContainerInitializer initializer = ServiceLoader.load(ServletContainerInitializer.class)
                .findFirst()
                .orElseThrow();
        initializer.onStartup(Set.of(), StandIn.of(ServletContext.class, (name, arguments) -> cookie));
        return attributes;
    }
}
