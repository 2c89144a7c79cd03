package dev.freshet.it.payaraserver;

import dev.freshet.it.server.ApplicationServer;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;
import org.jboss.arquillian.test.spi.event.suite.BeforeSuite;
import org.jspecify.annotations.Nullable;

/**
 * Starts the server that Arquillian deploys to. Its connector expects one that runs; there is none that starts this
 * version as a process that is known by its id.
 */
public final class ArquillianServer implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(LifeCycle.class);
    }

    /** For Arquillian. */
    public static final class LifeCycle {

        private static final int BEFORE_THE_CONNECTOR = 100;
        private static final int AFTER_THE_CONNECTOR = -100;

        private @Nullable ApplicationServer server;

        void start(@Observes(precedence = BEFORE_THE_CONNECTOR) BeforeSuite event) {
            server =
                    PayaraServerLauncher.start(Integer.getInteger("it.http.port"), Integer.getInteger("it.admin.port"));
        }

        void stop(@Observes(precedence = AFTER_THE_CONNECTOR) AfterSuite event) {
            if (server != null) {
                server.close();
            }
        }
    }
}
