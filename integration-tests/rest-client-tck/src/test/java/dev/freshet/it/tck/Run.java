package dev.freshet.it.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * One run of the TCK, as its reports tell.
 *
 * @param outcomes how each test ended: {@code passed}, {@code failure}, {@code error} or {@code skipped}
 * @param console what the server and the tests wrote
 */
record Run(SortedMap<String, String> outcomes, List<String> console) {

    /** The run whose reports are in a folder. */
    static Run in(Path folder) throws IOException, ParserConfigurationException, SAXException {
        NodeList tests = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("TEST-TestSuite.xml").toFile())
                .getElementsByTagName("testcase");
        SortedMap<String, String> outcomes = new TreeMap<>();
        for (int i = 0; i < tests.getLength(); i++) {
            Element test = (Element) tests.item(i);
            String name = test.getAttribute("classname") + "." + test.getAttribute("name");
            if (outcomes.put(name, outcomeOf(test)) != null) {
                throw new IllegalStateException(name + " is told twice in " + folder);
            }
        }
        return new Run(outcomes, Files.readAllLines(folder.resolve("TestSuite-output.txt")));
    }

    /** An element of this name says that a test did not pass, and why; of one that passed nothing is said. */
    private static String outcomeOf(Element test) {
        return List.of("failure", "error", "skipped").stream()
                .filter(outcome -> test.getElementsByTagName(outcome).getLength() > 0)
                .findFirst()
                .orElse("passed");
    }

    long tests(String outcome) {
        return outcomes.values().stream().filter(outcome::equals).count();
    }

    long archives() {
        return lines("WFLYSRV0010: Deployed ");
    }

    long lines(String part) {
        return console.stream().filter(line -> line.contains(part)).count();
    }
}
