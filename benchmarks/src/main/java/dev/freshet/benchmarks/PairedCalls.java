package dev.freshet.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.freshet.jakarta.rest.OAuth2Feature;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.TokenEndpoint.Answer;
import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Calls the same server by two clients of one runtime, in turns: one puts a constant header on its calls, the other has
 * Freshet. For {@link CallComparison}, which starts it as a process of its own and reads what it prints.
 *
 * <p>A block is four rounds, constant, Freshet, Freshet, constant, so that what changes slowly meets both alike; it gives one
 * ratio. Each second both clients are made anew, so that no luck with a connection lasts.
 */
final class PairedCalls {

    private static final String CLIENT = "parts";
    private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwYXJ0cyJ9.c2lnbmF0dXJl";
    private static final String PART = "{\"sku\":\"4711\",\"amount\":3,\"colour\":\"green\"}";
    private static final int CALLS_A_ROUND = 10;
    private static final int UNCOUNTED_ROUNDS = 10;
    private static final Duration SITTING = Duration.ofSeconds(1);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * What came of one shape of call.
     *
     * @param logarithm of the ratio of times, Freshet to constant, in the middle block
     */
    record Figures(
            String shape,
            double constantMicros,
            double freshetMicros,
            double constantBytes,
            double freshetBytes,
            double logarithm) {

        private static final String MARK = "figures";

        static boolean isWritten(String line) {
            return line.startsWith(MARK);
        }

        static Figures read(String line) {
            String[] words = line.split(" ");
            return new Figures(
                    words[1], number(words[2]), number(words[3]), number(words[4]), number(words[5]), number(words[6]));
        }

        private static double number(String word) {
            return Double.parseDouble(word);
        }

        String written() {
            return String.join(
                    " ",
                    MARK,
                    shape,
                    Double.toString(constantMicros),
                    Double.toString(freshetMicros),
                    Double.toString(constantBytes),
                    Double.toString(freshetBytes),
                    Double.toString(logarithm));
        }
    }

    private record Shape(String name, Consumer<WebTarget> call) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape("GET", target -> target.request().get(String.class)),
            new Shape("POST", target -> target.request().post(Entity.json(PART), String.class)));

    private static final class ConstantHeader implements ClientRequestFilter {

        @Override
        public void filter(ClientRequestContext request) {
            request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + TOKEN);
        }
    }

    /** All that was measured of one of the two. */
    private static final class Side {

        private long calls;
        private long nanos;
        private long bytes;

        /** How long so many calls took. */
        long round(WebTarget target, Shape shape) {
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long nanosBefore = System.nanoTime();
            for (int number = 0; number < CALLS_A_ROUND; number++) {
                shape.call().accept(target);
            }
            long took = System.nanoTime() - nanosBefore;
            bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
            nanos += took;
            calls += CALLS_A_ROUND;
            return took;
        }

        double microsPerCall() {
            return nanos / 1_000.0 / calls;
        }

        double bytesPerCall() {
            return (double) bytes / calls;
        }
    }

    /** Both sides of one shape of call, over all sittings. */
    private static final class Comparison {

        private final Shape shape;
        private final Side constant = new Side();
        private final Side freshet = new Side();
        private final List<Double> logarithms = new ArrayList<>();

        Comparison(Shape shape) {
            this.shape = shape;
        }

        /** Two clients that were just made, and so connections of their own, for a second. */
        void sit(URI address, OAuth2Feature feature) {
            Client withConstant =
                    ClientBuilder.newBuilder().register(new ConstantHeader()).build();
            Client withFreshet = ClientBuilder.newBuilder().register(feature).build();
            WebTarget one = withConstant.target(address);
            WebTarget other = withFreshet.target(address);
            for (int round = 0; round < UNCOUNTED_ROUNDS; round++) {
                new Side().round(one, shape);
                new Side().round(other, shape);
            }
            for (long from = System.nanoTime(); System.nanoTime() - from < SITTING.toNanos(); ) {
                long first = constant.round(one, shape);
                long both = freshet.round(other, shape) + freshet.round(other, shape);
                logarithms.add(Math.log((double) both / (first + constant.round(one, shape))));
            }
            withConstant.close();
            withFreshet.close();
        }

        Figures figures() {
            return new Figures(
                    shape.name(),
                    constant.microsPerCall(),
                    freshet.microsPerCall(),
                    constant.bytesPerCall(),
                    freshet.bytesPerCall(),
                    median());
        }

        /** Of the blocks, so that one during which the machine did something else counts no more than any other. */
        private double median() {
            Collections.sort(logarithms);
            return logarithms.get(logarithms.size() / 2);
        }
    }

    private PairedCalls() {}

    /** @param args for how many seconds each shape of call is measured */
    public static void main(String[] args) throws IOException {
        int sittings = Integer.parseInt(args[0]);
        try (Responder responder = new Responder();
                TokenSources sources = sources()) {
            OAuth2Feature feature = OAuth2Feature.builder(sources, CLIENT)
                    .allowedOrigin(responder.address())
                    .build();
            for (Shape shape : SHAPES) {
                Comparison warmUp = new Comparison(shape);
                Comparison comparison = new Comparison(shape);
                for (int sitting = 0; sitting < 2 * sittings; sitting++) {
                    (sitting < sittings ? warmUp : comparison).sit(responder.address(), feature);
                }
                System.out.println(comparison.figures().written());
            }
        }
    }

    /** The token is as fresh as it can be, so that no call meets a refresh. */
    private static TokenSources sources() {
        TokenSources sources = TokenSources.builder()
                .client(ClientRegistration.named(CLIENT)
                        .tokenEndpoint(URI.create("https://identity.example/token"))
                        .authentication(new ClientAuthentication.None("benchmark"))
                        .refreshToken("none that is needed")
                        .build())
                .endpoints(any -> request -> new Answer.NotSent("a fresh token needs no request"))
                .build();
        sources.authorize(CLIENT, GrantKey.APPLICATION, TokenResponse.of(TOKEN, Duration.ofDays(1), null));
        return sources;
    }
}
