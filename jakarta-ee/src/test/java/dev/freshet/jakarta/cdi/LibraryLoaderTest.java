package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertSame;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraryLoaderTest {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Config ofLibrary = new SmallRyeConfigBuilder().build();

    @BeforeEach
    void configureLibrary() {
        ConfigProviderResolver.instance().registerConfig(ofLibrary, LibraryLoader.class.getClassLoader());
    }

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
        ConfigProviderResolver.instance().releaseConfig(ofLibrary);
    }

    /** As the loader of an enterprise archive does not know what is in its web applications. */
    @Test
    void configurationIsThatOfTheLibraryWhereTheContextDoesNotKnowIt() throws IOException {
        try (URLClassLoader around = new URLClassLoader(new URL[0], null)) {
            Thread.currentThread().setContextClassLoader(around);

            assertSame(ofLibrary, LibraryLoader.configuration());
        }
    }

    @Test
    void configurationIsThatOfTheLibraryWhereThereIsNoContext() {
        Thread.currentThread().setContextClassLoader(null);

        assertSame(ofLibrary, LibraryLoader.configuration());
    }

    /** As the loader of a web application does, whose server or enterprise archive has the library for all. */
    @Test
    void configurationIsThatOfTheContextWhichKnowsTheLibrary() throws IOException {
        Config ofContext = new SmallRyeConfigBuilder().build();
        try (URLClassLoader within = new URLClassLoader(new URL[0], LibraryLoader.class.getClassLoader())) {
            ConfigProviderResolver.instance().registerConfig(ofContext, within);
            Thread.currentThread().setContextClassLoader(within);

            assertSame(ofContext, LibraryLoader.configuration());
        } finally {
            ConfigProviderResolver.instance().releaseConfig(ofContext);
        }
    }
}
