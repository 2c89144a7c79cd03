package dev.freshet.signin;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.freshet.oauth.DiscoveryException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a provider signs with. Safe for use by many threads. Kept for an hour, and asked for again when a key is
 * missing, since that is how a provider begins to use another one; there is one fetch at a time. While the provider does
 * not answer, the old keys stay in use.
 */
final class ProviderKeys {

    private static final Duration FRESH = Duration.ofHours(1);
    /** So often at most a missing key is asked for. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Function<URI, String> published;
    private final InstantSource time;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private final AtomicReference<@Nullable CompletableFuture<Known>> fetch = new AtomicReference<>();

    private record Known(URI address, JWKSet keys, Instant at) {}

    ProviderKeys(Function<URI, String> published, InstantSource time) {
        this.published = published;
        this.time = time;
    }

    /**
     * The keys that fit.
     *
     * @throws DiscoveryException if none are known, and the provider does not say
     */
    List<JWK> select(URI address, JWKSelector selector) {
        Known seen = known.get();
        if (seen == null || !seen.address().equals(address)) {
            return selector.select(fetched(address).keys());
        }
        List<JWK> found = selector.select(seen.keys());
        boolean stale = isOlderThan(FRESH, seen);
        if (stale || found.isEmpty() && isOlderThan(PAUSE, seen)) {
            try {
                return selector.select(fetched(address).keys());
            } catch (DiscoveryException e) {
                if (found.isEmpty()) {
                    throw e;
                }
            }
        }
        return found;
    }

    private boolean isOlderThan(Duration age, Known seen) {
        return !time.instant().isBefore(seen.at().plus(age));
    }

    private Known fetched(URI address) {
        CompletableFuture<Known> mine = new CompletableFuture<>();
        CompletableFuture<Known> running = fetch.compareAndExchange(null, mine);
        if (running != null) {
            return await(running, address);
        }
        try {
            Known fresh = new Known(address, parsed(address, published.apply(address)), time.instant());
            known.set(fresh);
            mine.complete(fresh);
            return fresh;
        } catch (DiscoveryException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            fetch.set(null);
            mine.cancel(false); // of no effect, unless a defect left it open
        }
    }

    private static JWKSet parsed(URI address, String text) {
        try {
            return JWKSet.parse(text);
        } catch (ParseException e) {
            throw new DiscoveryException(
                    "FRESHET-0421: what is at " + address + " is no set of keys. Look at jwks-uri", null);
        }
    }

    private static Known await(CompletableFuture<Known> running, URI address) {
        try {
            return running.orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException | CancellationException e) {
            throw e.getCause() instanceof DiscoveryException cause
                    ? cause
                    : new DiscoveryException("FRESHET-0421: the keys at " + address + " did not come. Try again", e);
        }
    }
}
