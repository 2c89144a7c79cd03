package dev.freshet.it;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.it.app.RestApplication;
import dev.freshet.it.contracts.ContractsServlet;
import dev.freshet.it.rest.Fixture;
import dev.freshet.it.secrets.SecretWatch;
import dev.freshet.jakarta.cdi.OAuth2Client;
import dev.freshet.refresh.TokenSource;
import dev.freshet.testkit.Gate;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;
import org.opentest4j.AssertionFailedError;

/** Builds the archive of the test application: its classes, Freshet as a user would add it, and a configuration. */
final class TestWar {

    static final String PAGE = "page.html";

    private static final String CONFIGURATION = "META-INF/microprofile-config.properties";
    private static final String CLASSES = "WEB-INF/classes/";

    private TestWar() {}

    /** The application with the given MicroProfile Config properties in it. */
    static WebArchive configuredWith(Map<String, String> configuration) {
        return configuredWith("app.war", configuration);
    }

    /** The same as a file of that name. */
    static WebArchive configuredWith(String file, Map<String, String> configuration) {
        return ShrinkWrap.create(WebArchive.class, file)
                .addPackage(RestApplication.class.getPackage())
                .addAsLibraries(jarOf(OAuth2Client.class), jarOf(TokenSource.class), jarOf(Caffeine.class))
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsResource(properties(configuration), CONFIGURATION);
    }

    /** A library without classes that has these MicroProfile Config properties. */
    static JavaArchive library(Map<String, String> configuration) {
        return ShrinkWrap.create(JavaArchive.class, "configuration.jar")
                .addAsResource(properties(configuration), CONFIGURATION);
    }

    private static StringAsset properties(Map<String, String> configuration) {
        Properties properties = new Properties();
        properties.putAll(configuration);
        return new StringAsset(text(properties));
    }

    /** The parts desk as it was built, with some of its properties changed. */
    static WebArchive partsDesk(Map<String, String> changes) {
        return changed("parts-desk.war", changes);
    }

    /** The dealer portal as it was built, with some of its properties changed. */
    static WebArchive dealerPortal(Map<String, String> changes) {
        return changed("dealer-portal.war", changes);
    }

    private static WebArchive changed(String property, Map<String, String> changes) {
        File built = new File(System.getProperty(property));
        WebArchive war = ShrinkWrap.createFromZipFile(WebArchive.class, built);
        Properties properties = new Properties();
        try (InputStream original = war.get(CLASSES + CONFIGURATION).getAsset().openStream()) {
            properties.load(original);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the configuration of " + built, e);
        }
        properties.putAll(changes);
        war.delete(CLASSES + CONFIGURATION);
        return war.addAsResource(new StringAsset(text(properties)), CONFIGURATION);
    }

    /** The contracts of the filters, with JUnit to run them. No client is configured: they build their own. */
    static WebArchive contracts() {
        return ShrinkWrap.create(WebArchive.class, "contracts.war")
                .addPackage(ContractsServlet.class.getPackage())
                .addAsLibraries(jarOf(OAuth2Client.class), jarOf(TokenSource.class), jarOf(Caffeine.class))
                .addAsLibraries(jarOf(Fixture.class), jarOf(Gate.class), jarOf(SecretWatch.class))
                .addAsLibraries(
                        jarOf(Test.class),
                        jarOf(ParameterizedTest.class),
                        jarOf(JupiterTestEngine.class),
                        jarOf(ReflectionSupport.class),
                        jarOf(TestEngine.class),
                        jarOf(Launcher.class),
                        jarOf(AssertionFailedError.class))
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    /** An application of one page, without classes. */
    static WebArchive page() {
        return ShrinkWrap.create(WebArchive.class).addAsWebResource(new StringAsset("a page"), PAGE);
    }

    /** Writes the archive into a temporary file. */
    static Path exported(Archive<?> archive) {
        try {
            String name = archive.getName();
            Path file = Files.createTempFile("freshet-it", name.substring(name.lastIndexOf('.')));
            archive.as(ZipExporter.class).exportTo(file.toFile(), true);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the archive", e);
        }
    }

    private static String text(Properties properties) {
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException("a string refused to be written to", e);
        }
        return text.toString();
    }

    /** The library that has this class. */
    static File jarOf(Class<?> type) {
        try {
            return new File(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no jar of " + type, e);
        }
    }
}
