package dev.freshet.it.tck;

import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Lets the archives of the TCK have their {@link Outfit}. For Arquillian. */
public final class TckExtension implements LoadableExtension {

    /** For Arquillian. */
    public TckExtension() {}

    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(ApplicationArchiveProcessor.class, Outfit.class);
    }
}
