package dev.freshet.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A copy of the domain that comes with Payara Server, changed to listen on free ports of the loopback address only. */
public final class PayaraDomain implements ServerInstance {

    private static final String NAME = "domain1";
    private static final String CONFIGURATION = "config/domain.xml";
    private static final String SERVER_CONFIGURATION = "server-config";
    private static final String DEFAULT_EXECUTOR = "concurrent/__defaultManagedExecutorService";
    private static final String LOOPBACK = "127.0.0.1";
    /** An option of the JVM for some versions, of any vendor ({@code [17|]}) or of one ({@code [Azul-17|]}). */
    private static final Pattern FOR_VERSIONS = Pattern.compile("\\[([^|]*)\\|([^]]*)](.*)");

    private final Path installation;
    private final Path folder;
    private final Document configuration;
    private final PayaraAdministration administration;

    private PayaraDomain(Path installation, Path folder, Document configuration, PayaraAdministration administration) {
        this.installation = installation;
        this.folder = folder;
        this.configuration = configuration;
        this.administration = administration;
    }

    /**
     * Makes a domain within a folder.
     *
     * @param home the unpacked server
     * @param httpPort where the applications answer
     * @param adminPort where the administration answers
     * @param otherPorts free ports for all else
     */
    public static PayaraDomain create(Path home, Path parent, int httpPort, int adminPort, IntSupplier otherPorts)
            throws IOException {
        Path installation = home.toAbsolutePath().resolve("glassfish");
        Path folder = parent.toAbsolutePath().resolve(NAME);
        Folders.copy(installation.resolve("domains").resolve(NAME), folder);
        Path file = folder.resolve(CONFIGURATION);
        PayaraDomain domain = new PayaraDomain(installation, folder, parsed(file), new PayaraAdministration(adminPort));
        domain.listenOn(httpPort, adminPort, otherPorts);
        domain.writeTo(file);
        return domain.logging("com.sun.enterprise.server.logging.UniformLogFormatter.ansiColor=false");
    }

    /** Adds a line to the properties by which the server logs. */
    public PayaraDomain logging(String property) throws IOException {
        Files.writeString(
                folder.resolve("config/logging.properties"), "\n" + property + "\n", StandardOpenOption.APPEND);
        return this;
    }

    /**
     * Has an idle thread of the default managed executor end so soon, and not after 60 seconds. Until then it holds the
     * application whose task it was started for.
     *
     * @param time unit: whole seconds
     */
    public PayaraDomain endingIdleThreadsAfter(Duration time) throws IOException {
        // Without this element the server adds one at its first start.
        Element executor = configuration.createElement("managed-executor-service");
        executor.setAttribute("jndi-name", DEFAULT_EXECUTOR);
        executor.setAttribute("object-type", "system-all");
        executor.setAttribute("keep-alive-seconds", String.valueOf(time.toSeconds()));
        firstOf("resources").appendChild(executor);
        Element reference = configuration.createElement("resource-ref");
        reference.setAttribute("ref", DEFAULT_EXECUTOR);
        firstOf("server").appendChild(reference);
        writeTo(folder.resolve(CONFIGURATION));
        return this;
    }

    @Override
    public String startedMark() {
        return " startup time :";
    }

    @Override
    public Optional<String> deploy(String name, Path archive) throws IOException {
        return administration.deploy(name, archive);
    }

    @Override
    public void undeploy(String name) throws IOException {
        administration.undeploy(name);
    }

    /** What {@code asadmin start-domain} starts. */
    @Override
    public List<String> command() {
        List<String> command = new ArrayList<>(ThisJava.COMMAND);
        elements("jvm-options")
                .map(option -> option.getTextContent().trim())
                .flatMap(PayaraDomain::forThisJava)
                .map(this::resolved)
                .forEach(command::add);
        command.addAll(List.of(
                "-Dcom.sun.aas.installRoot=" + installation,
                "-Dcom.sun.aas.instanceRoot=" + folder,
                "-cp",
                installation.resolve("modules/glassfish.jar").toString(),
                "com.sun.enterprise.glassfish.bootstrap.ASMain",
                "-type",
                "DAS",
                "-domainname",
                NAME,
                "-domaindir",
                folder.toString(),
                "-instancename",
                "server",
                // Log to the standard output too.
                "-verbose",
                "true"));
        return command;
    }

    private static Stream<String> forThisJava(String option) {
        Matcher matcher = FOR_VERSIONS.matcher(option);
        if (!matcher.matches()) {
            return Stream.of(option);
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        boolean anyVendor = from.matches("\\d*") && to.matches("\\d*");
        int feature = Runtime.version().feature();
        return anyVendor
                        && (from.isEmpty() || Integer.parseInt(from) <= feature)
                        && (to.isEmpty() || feature <= Integer.parseInt(to))
                ? Stream.of(matcher.group(3))
                : Stream.empty();
    }

    private String resolved(String option) {
        return option.replace("${com.sun.aas.installRoot}", installation.toString())
                .replace("${com.sun.aas.instanceRoot}", folder.toString());
    }

    private void listenOn(int httpPort, int adminPort, IntSupplier otherPorts) {
        Stream.of("network-listener", "iiop-listener", "jmx-connector")
                .flatMap(this::elements)
                .forEach(listener -> {
                    int port =
                            switch (listener.getAttribute("name")) {
                                case "http-listener-1" -> httpPort;
                                case "admin-listener" -> adminPort;
                                default -> otherPorts.getAsInt();
                            };
                    listener.setAttribute("address", LOOPBACK);
                    listener.setAttribute("port", String.valueOf(port));
                });
        elements("hazelcast-config-specific-configuration").forEach(each -> each.setAttribute("enabled", "false"));
        withoutMessageBroker();
    }

    /** Without this element the server would write one at its first start, and open a broker to the whole network. */
    private void withoutMessageBroker() {
        Element broker = configuration.createElement("jms-service");
        broker.setAttribute("type", "REMOTE");
        broker.setAttribute("default-jms-host", "nowhere");
        Element host = configuration.createElement("jms-host");
        host.setAttribute("name", "nowhere");
        host.setAttribute("host", LOOPBACK);
        host.setAttribute("port", "7676");
        broker.appendChild(host);
        Element next = elements("connector-service").findFirst().orElseThrow();
        next.getParentNode().insertBefore(broker, next);
    }

    private Element firstOf(String name) {
        return within(configuration.getDocumentElement(), name).findFirst().orElseThrow();
    }

    /** The elements of that name in the part of the file that is this server's. */
    private Stream<Element> elements(String name) {
        return within(configuration.getDocumentElement(), "config")
                .filter(each -> each.getAttribute("name").equals(SERVER_CONFIGURATION))
                .flatMap(each -> within(each, name));
    }

    private static Stream<Element> within(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(found::item).map(Element.class::cast);
    }

    private static Document parsed(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("cannot read " + file, e);
        }
    }

    private void writeTo(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            TransformerFactory.newInstance()
                    .newTransformer()
                    .transform(new DOMSource(configuration), new StreamResult(out));
        } catch (TransformerException e) {
            throw new IOException("cannot write " + file, e);
        }
    }
}
