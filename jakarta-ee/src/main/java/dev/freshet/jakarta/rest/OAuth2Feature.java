package dev.freshet.jakarta.rest;

import dev.freshet.http.CallRules;
import dev.freshet.http.InvalidTokenRule;
import dev.freshet.http.Origin;
import dev.freshet.jakarta.rest.transport.Transports;
import dev.freshet.refresh.ProviderProfile;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the calls of a Jakarta REST client authorized: attaches a Bearer token to each, and after a 401 renews the token
 * and sends the same call again, once, with its body.
 *
 * <pre>{@code
 * OAuth2Feature parts = OAuth2Feature.builder(sources, "parts")
 *         .allowedOrigin(URI.create("https://api.example.com"))
 *         .build();
 * Client client = ClientBuilder.newBuilder().register(parts).build();
 * }</pre>
 *
 * <p>Safe for use by many threads, and for many clients. A client can have one such feature: runtimes ignore a second one,
 * also on a {@code WebTarget}. Works for MicroProfile clients as well.
 *
 * <p>A call for which there is no token fails with a {@link jakarta.ws.rs.ProcessingException} whose cause is a
 * {@link dev.freshet.refresh.TokenException}; one that was made or configured wrongly with a {@link CallRefusedException}.
 * Asynchronous calls complete with these. A 401 that cannot be mended is handed on with its body.
 *
 * <p>A call on which the caller has put an {@code Authorization} header is left alone, and so is a 401 to it; of what is
 * configured it gets the {@link Builder#header headers}, if it goes to an allowed origin.
 *
 * <p>With asynchronous calls the wait for a new token and the second attempt take place on the thread of the runtime that
 * handles the answer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>
 */
@ConstrainedTo(RuntimeType.CLIENT)
public final class OAuth2Feature implements Feature {

    /**
     * The property of an invocation that says with whose grant it is made: the grant's id, a {@code String}. Goes before
     * what is at hand on the thread. Only for clients that call for their users; the others have one grant.
     *
     * <pre>{@code target.request().property(OAuth2Feature.GRANT, grantId).rx().get()}</pre>
     */
    public static final String GRANT = "dev.freshet.grant";

    private final CallSettings settings;
    private final boolean enabled;
    private final Grants grants;
    private final Transports transports;

    private OAuth2Feature(Builder builder) {
        this.settings = new CallSettings(
                "dev.freshet.call." + builder.client,
                builder.sources,
                builder.borrowed,
                new CallRules(builder.client, builder.origins, builder.givenRule()),
                new HeaderTemplates(builder.allHeaders()),
                builder.retry,
                builder.replay,
                builder.replayLimit,
                new ReplayBudget(builder.replayLimitOfAllCalls));
        this.enabled = builder.enabled;
        this.transports = new Transports();
        this.grants = new Grants(builder.sources.registration(builder.client), builder.grant, transports);
    }

    /** Begins the feature for the client that is registered with these sources by this name. */
    public static Builder builder(TokenSources sources, String client) {
        return new Builder(sources, client);
    }

    @Override
    public boolean configure(FeatureContext context) {
        if (enabled) {
            context.register(new AttachFilter(settings, grants, transports), Priorities.AUTHENTICATION);
            context.register(new DepartureFilter(settings), DepartureFilter.PRIORITY);
            context.register(new BodyRecorder(settings), BodyRecorder.PRIORITY);
            context.register(
                    new RepeatFilter(settings, new SecondAttempt(settings, transports)), RepeatFilter.PRIORITY);
        }
        return enabled;
    }

    /**
     * An executor that brings the grant that is at hand on the thread of a caller along to the threads of this one. Give it
     * to the builder of a client whose {@code rx()} and {@code async()} calls, or MicroProfile stages, are made for users:
     *
     * <pre>{@code
     * builder.executorService(feature.propagating(managedExecutor)).register(feature)
     * }</pre>
     *
     * <p>Shutting it down shuts the given one down.
     */
    public ExecutorService propagating(ExecutorService threads) {
        return new PropagatingExecutor(threads, grants);
    }

    @Override
    public String toString() {
        return "OAuth2Feature[" + settings.client() + "]";
    }

    /** Collects what a feature is set to. Not safe for use by several threads. */
    public static final class Builder {

        private final TokenSources sources;
        private final String client;
        private final Set<Origin> origins = new HashSet<>();
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private Supplier<Optional<String>> grant = Optional::empty;
        private Function<String, Optional<TokenSource>> borrowed = grantId -> Optional.empty();
        private boolean retry = true;
        private boolean enabled = true;
        private @Nullable InvalidTokenRule rule;
        private ProviderProfile provider = ProviderProfile.NONE;
        private Replay replay = Replay.ALWAYS;
        private int replayLimit = 1024 * 1024;
        private long replayLimitOfAllCalls = 64L * 1024 * 1024;

        private Builder(TokenSources sources, String client) {
            this.sources = sources;
            this.client = client;
        }

        /**
         * Adds an origin to which tokens may go: scheme, host and port of this address. Default: none, and then every call
         * is refused. May be called several times.
         *
         * @throws IllegalArgumentException if the address is not absolute or is not of http or https
         */
        public Builder allowedOrigin(URI address) {
            origins.add(Origin.of(address));
            return this;
        }

        /**
         * Adds a header to each call that does not have it yet. In the value <code>{uuid}</code> stands for a random UUID
         * that is made anew for each request, also for the second attempt, and <code>{call-uuid}</code> for one that stays
         * the same for both.
         */
        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /**
         * Whether a 401 leads to a new token and a second attempt. Default: true. If not, a 401 is handed on and changes
         * nothing: the token is used until it expires.
         */
        public Builder retry(boolean retry) {
            this.retry = retry;
            return this;
        }

        /**
         * What the provider does otherwise than others; whatever is set by another method goes before it. Of a profile the
         * feature takes what is about calls: headers, and which refusals condemn a token. Default:
         * {@link ProviderProfile#NONE}.
         */
        public Builder provider(ProviderProfile profile) {
            this.provider = profile;
            return this;
        }

        Map<String, String> allHeaders() {
            Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            all.putAll(provider.named("headers"));
            all.putAll(headers);
            return all;
        }

        InvalidTokenRule givenRule() {
            if (rule != null) {
                return rule;
            }
            InvalidTokenRule standard =
                    provider.value("invalid-token").orElse("lenient").equals("strict")
                            ? InvalidTokenRule.STRICT
                            : InvalidTokenRule.LENIENT;
            return provider.value("invalid-token-codes")
                    .map(codes -> standard.or(InvalidTokenRule.ofCodes(List.of(codes.split(" *, *")))))
                    .orElse(standard);
        }

        /** Which refusals condemn a token. Default: as the provider's profile says, else {@link InvalidTokenRule#LENIENT}. */
        public Builder invalidTokenRule(InvalidTokenRule rule) {
            this.rule = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /** Which calls are sent again. Default: {@link Replay#ALWAYS}. */
        public Builder replay(Replay replay) {
            this.replay = Objects.requireNonNull(replay, "replay");
            return this;
        }

        /** Whether the feature does anything at all. Default: true. */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /**
         * How long a request body may be, in bytes, so that it is kept in memory for a second attempt. Default: 1 MiB. If
         * the API answers a longer one with 401, the token is renewed and the 401 handed on.
         *
         * @throws IllegalArgumentException if the limit is negative
         */
        public Builder replayLimit(int bytes) {
            this.replayLimit = (int) notNegative(bytes);
            return this;
        }

        /**
         * How much of the bodies of all calls under way is kept in memory together, in bytes. Default: 64 MiB. A body for
         * which there is no room is treated as one that is too long.
         *
         * @throws IllegalArgumentException if the limit is negative
         */
        public Builder replayLimitOfAllCalls(long bytes) {
            this.replayLimitOfAllCalls = notNegative(bytes);
            return this;
        }

        private static long notNegative(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException(
                        "FRESHET-0106: a replay limit must not be negative, but is " + bytes);
            }
            return bytes;
        }

        /**
         * Gives the id of the grant that is at hand on the calling thread, if any: for clients that call for their users.
         * Asked on the thread that runs the request filters or, with {@link #propagating}, on that of the caller. It
         * must answer empty on a thread of which it cannot be sure. Default: empty.
         */
        public Builder grant(Supplier<Optional<String>> grantAtHand) {
            this.grant = grantAtHand;
            return this;
        }

        /**
         * Gives the sources of grants that the token sources do not keep, by their ids. Asked first. Default: there are none.
         */
        public Builder borrowed(Function<String, Optional<TokenSource>> sources) {
            this.borrowed = sources;
            return this;
        }

        /** @throws IllegalArgumentException if no such client is registered */
        public OAuth2Feature build() {
            return new OAuth2Feature(this);
        }
    }
}
