package dev.freshet.jakarta.config;

import dev.freshet.oauth.AssertionSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The assertions of a client that a bean of the application makes: known by the configuration, and found once the
 * application runs. Safe for use by many threads.
 */
public final class BeanAssertions implements Supplier<String> {

    private final String client;
    private volatile @Nullable AssertionSource source;

    BeanAssertions(String client) {
        this.client = client;
    }

    /** Asks this one from now on. */
    public void bind(AssertionSource source) {
        this.source = source;
    }

    /** @throws IllegalStateException if there is none */
    @Override
    public String get() {
        AssertionSource bound = source;
        if (bound == null) {
            throw new IllegalStateException("FRESHET-0156: freshet." + client + ".assertion is bean, but there are no "
                    + "beans here. Write file: and the path of the assertion");
        }
        return bound.assertionFor(client);
    }

    @Override
    public String toString() {
        return "BeanAssertions[" + client + "]";
    }
}
