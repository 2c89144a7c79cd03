package dev.freshet.oauth;

import dev.freshet.oauth.BoundedHttp.NoAnswerException;
import dev.freshet.oauth.MetadataReader.UnusableException;
import jakarta.json.spi.JsonProvider;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server publishes of itself, found by its issuer: by OpenID Connect, or else by RFC 8414. Safe for
 * use by many threads; nothing is sent before the first question.
 *
 * <p>An answer is kept for an hour. Then one caller asks again, and all others get the old answer meanwhile; while the
 * server does not answer, the old one stays in use. There is one fetch at a time, and it is bounded in time and size.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery,
 *     section 4</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8414#section-3">RFC 8414, section 3</a>
 */
public final class Discovery {

    private static final Duration FRESH = Duration.ofHours(1);
    /** So long a server that brought nothing is left alone. */
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** The same where an old answer is at hand, so that nobody waits for a dead server more often. */
    private static final Duration LONG_PAUSE = Duration.ofMinutes(1);

    private final String issuer;
    private final List<URI> addresses;
    private final Duration limit;
    private final InstantSource time;
    private final BoundedHttp http;
    private final MetadataReader reader;
    private final AtomicReference<State> state = new AtomicReference<>(new State(null, null, Instant.MIN, null));

    /**
     * @param known the newest answer, or null before the first
     * @param failure why the newest fetch failed, or null if it did not
     * @param nextAt from then on the server is asked again
     * @param fetch the fetch under way, or null
     */
    private record State(
            @Nullable AuthorizationServerMetadata known,
            @Nullable String failure,
            Instant nextAt,
            @Nullable CompletableFuture<State> fetch) {}

    /** As the other one, over connections as the JVM is set up. */
    public Discovery(String issuer, Duration limit, InstantSource time) {
        this(issuer, limit, time, Connections.DEFAULT);
    }

    /**
     * The discovery of one issuer.
     *
     * @param issuer an address without query and fragment, to the character as the server names itself
     * @param limit for one fetch, whichever of its addresses it has to try
     * @throws IllegalArgumentException if the issuer is no such address
     */
    public Discovery(String issuer, Duration limit, InstantSource time, Connections connections) {
        this.issuer = issuer;
        this.addresses = addresses(issuer);
        this.limit = limit;
        this.time = time;
        this.http = new BoundedHttp(limit, connections);
        this.reader = new MetadataReader(JsonProvider.provider(), issuer);
    }

    /** The form of OpenID Connect puts its path behind that of the issuer, the form of RFC 8414 before it. */
    private static List<URI> addresses(String issuer) {
        URI address = URI.create(issuer);
        if (!BoundedHttp.isAddress(address) || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("An issuer must be an absolute address without query and fragment such "
                    + "as https://identity.example/oauth2/default, but is " + issuer);
        }
        String path = address.getRawPath().replaceFirst("/+$", "");
        String origin = address.getScheme() + "://" + address.getRawAuthority();
        return List.of(
                URI.create(origin + path + "/.well-known/openid-configuration"),
                URI.create(origin + "/.well-known/oauth-authorization-server" + path));
    }

    /** The issuer that is asked. */
    public String issuer() {
        return issuer;
    }

    /**
     * What the server publishes. Blocks if that is not known yet, at most for the limit.
     *
     * @throws DiscoveryException if it is not known and the server does not say
     */
    public AuthorizationServerMetadata metadata() {
        return metadata(limit);
    }

    /** For who has less time. */
    AuthorizationServerMetadata metadata(Duration patience) {
        while (true) {
            State seen = state.get();
            if (seen.fetch() != null) {
                return seen.known() != null ? seen.known() : result(await(seen.fetch(), patience));
            }
            if (time.instant().isBefore(seen.nextAt())) {
                return result(seen);
            }
            CompletableFuture<State> fetch = new CompletableFuture<>();
            if (state.compareAndSet(seen, new State(seen.known(), seen.failure(), seen.nextAt(), fetch))) {
                return result(fetched(seen, fetch, patience));
            }
        }
    }

    /** The fetch itself, by the one caller that won it. Whatever happens it ends, and those who wait are told. */
    private State fetched(State before, CompletableFuture<State> fetch, Duration patience) {
        State after = new State(before.known(), "a defect, or an interruption", time.instant(), null);
        try {
            after = fetch(before, patience.compareTo(limit) < 0 ? patience : limit);
        } finally {
            state.set(after);
            fetch.complete(after);
        }
        return after;
    }

    private State fetch(State before, Duration patience) {
        List<String> failures = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        for (URI address : addresses) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                HttpResponse<byte[]> answer = http.send(message(address), Duration.ofNanos(left));
                if (answer.statusCode() == 200) {
                    return new State(
                            reader.read(answer.body()), null, time.instant().plus(FRESH), null);
                }
                failures.add(address + " answered HTTP " + answer.statusCode());
            } catch (UnusableException e) {
                failures.add(address + " gave a document that cannot be used: " + e.getMessage());
                break; // an answer was there, and another address is not to heal what is wrong with it
            } catch (NoAnswerException e) {
                failures.add(address + ": " + e.words());
                break; // the other address is at the same server
            }
        }
        Duration pause = before.known() == null ? PAUSE : LONG_PAUSE;
        return new State(
                before.known(), String.join("; ", failures), time.instant().plus(pause), null);
    }

    private static HttpRequest message(URI address) {
        return HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .GET()
                .build();
    }

    private State await(CompletableFuture<State> fetch, Duration patience) {
        try {
            return fetch.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new State(null, "no answer within " + patience.toMillis() + " ms", Instant.MIN, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new State(null, "interrupted while waiting for the answer", Instant.MIN, null);
        } catch (ExecutionException e) {
            throw new IllegalStateException("What is awaited here never fails", e);
        }
    }

    private AuthorizationServerMetadata result(State state) {
        if (state.known() != null) {
            return state.known();
        }
        throw new DiscoveryException(
                "FRESHET-0009: the metadata of the issuer " + issuer + " cannot be had: "
                        + Objects.requireNonNullElse(state.failure(), "nobody has asked")
                        + ". Look at the server and at the issuer's spelling, or name its endpoints by hand",
                null);
    }

    @Override
    public String toString() {
        return "Discovery[" + issuer + "]";
    }
}
