package dev.freshet.signin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import javax.lang.model.SourceVersion;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class WebFragmentTest {

    /** Its schema wants an identifier of Java, and Payara refuses an application over anything else. */
    @Test
    void fragmentsAreNamedAsTheSchemaWants() throws ParserConfigurationException, SAXException, IOException {
        NodeList names;
        try (InputStream fragment =
                Objects.requireNonNull(SignInFilter.class.getResourceAsStream("/META-INF/web-fragment.xml"))) {
            names = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(fragment)
                    .getElementsByTagName("name");
        }

        assertTrue(names.getLength() > 0);
        for (int i = 0; i < names.getLength(); i++) {
            String name = names.item(i).getTextContent();
            assertTrue(SourceVersion.isIdentifier(name), name);
        }
    }
}
