package dev.freshet.benchmarks;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSource;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads of a token that is fresh, in the three ways an application has, beside the clock that each of them must read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadBenchmark {

    private static final String CLIENT = "parts";
    private static final String GRANT = "alice";

    private TokenSources sources;
    private TokenSource handle;

    /** Makes the application's tokens: as fresh as they can be, so that no run meets a refresh. */
    @Setup
    public void authorize() {
        ClientRegistration registration = ClientRegistration.named(CLIENT)
                .tokenEndpoint(URI.create("https://identity.example/token"))
                .authentication(new ClientAuthentication.None("benchmark"))
                .perUser()
                .build();
        sources = TokenSources.builder()
                .client(registration)
                .endpoints(any -> request -> new Answer.NotSent("a fresh token needs no request"))
                .build();
        TokenResponse tokens = TokenResponse.of("eyJhbGciOiJSUzI1NiJ9", Duration.ofDays(1), null);
        sources.authorize(CLIENT, GrantKey.APPLICATION, tokens);
        sources.authorize(CLIENT, GRANT, tokens);
        handle = sources.of(CLIENT, GRANT);
    }

    /** Ends the threads of the sources. */
    @TearDown
    public void close() {
        sources.close();
    }

    /** What no read of a token that expires can do without. */
    @Benchmark
    public long floor() {
        return System.nanoTime();
    }

    /** By a source that was looked up before, as injection points and filters hold it. */
    @Benchmark
    public AccessToken byHandle() {
        return handle.accessToken();
    }

    /** By the names of the client and of the grant, as for a user's call. */
    @Benchmark
    public AccessToken byClientAndGrant() {
        return sources.of(CLIENT, GRANT).accessToken();
    }

    /** By the name of the client, as for an application's own call. */
    @Benchmark
    public AccessToken byClient() {
        return sources.of(CLIENT).accessToken();
    }
}
