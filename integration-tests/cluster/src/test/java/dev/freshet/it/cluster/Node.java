package dev.freshet.it.cluster;

import dev.freshet.it.keycloak.Realm;
import dev.freshet.oauth.ClientAuthentication;
import dev.freshet.oauth.HttpTokenEndpoint;
import dev.freshet.oauth.TokenEndpoint;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.RefreshPolicy;
import dev.freshet.refresh.RefreshTokenPolicy;
import dev.freshet.refresh.RefreshTokenPolicy.Rotation;
import dev.freshet.refresh.TimeSource;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One node: reads its {@link NodeSettings} from the standard input, says that it is ready, calls the API from many threads
 * from the next line on, and ends with the line after that or with its parent.
 */
final class Node {

    static final String CLIENT = "parts";

    /** A lease outlives it by ten seconds, and for so long a killed node is waited for. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);

    /** Patience for a lease that a killed node has left behind. */
    private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(30);

    private Node() {}

    /** Takes no arguments: they would show in the list of processes. */
    public static void main(String[] none) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        NodeSettings settings = NodeSettings.read(in);
        Report report = new Report(System.out);
        Stop stop = new Stop(settings.crash(), report);
        WatchedStore store = new WatchedStore(Stores.open(settings.store()), stop);
        try (TokenSources sources = TokenSources.builder()
                .client(registration(settings), store)
                .endpoints(registration -> stopping(endpoint(registration), stop))
                .listener(event -> tell(event, store, report))
                .build()) {
            Callers callers = new Callers(settings, sources, report);
            report.say(Report.READY);
            in.readLine();
            callers.start();
            in.readLine();
            callers.end();
        }
        System.exit(0); // whatever the HTTP clients keep
    }

    private static ClientRegistration registration(NodeSettings settings) {
        ClientRegistration.Builder builder = ClientRegistration.named(CLIENT)
                .tokenEndpoint(settings.tokenEndpoint())
                .authentication(new ClientAuthentication.ClientSecretBasic(Realm.CLIENT_ID, Realm.CLIENT_SECRET))
                .policy(new RefreshPolicy(
                        settings.margin(),
                        settings.skew(),
                        WAIT_TIMEOUT,
                        ATTEMPT_TIMEOUT,
                        RefreshPolicy.DEFAULT.defaultLifetime()))
                .refreshTokenPolicy(new RefreshTokenPolicy(Rotation.ROTATING, settings.leeway(), null));
        return settings.refreshToken()
                .map(builder::refreshToken)
                .orElseGet(builder::perUser)
                .build();
    }

    private static TokenEndpoint endpoint(ClientRegistration registration) {
        return new HttpTokenEndpoint(
                registration.tokenEndpoint().orElseThrow(),
                registration.authentication(),
                registration.attemptTimeout(),
                TimeSource.system());
    }

    private static TokenEndpoint stopping(TokenEndpoint endpoint, Stop stop) {
        return request -> {
            TokenEndpoint.Answer answer = endpoint.request(request);
            stop.at(CrashPoint.AFTER_ANSWER);
            return answer;
        };
    }

    private static void tell(TokenEvent event, WatchedStore store, Report report) {
        String grant = event.grant().grantId();
        if (event instanceof TokenEvent.Refreshed) {
            report.say(Report.REFRESHED, grant, store.tripsSinceLastTime());
        } else if (event instanceof TokenEvent.Adopted) {
            report.say(Report.ADOPTED, grant, store.tripsSinceLastTime());
        } else if (event instanceof TokenEvent.RefreshFailed failed) {
            report.say(Report.REFRESH_FAILED, grant, failed.failure(), failed.cause());
        } else if (event instanceof TokenEvent.ReauthorizationRequired over) {
            report.say(Report.OVER, grant, over.reason());
        }
    }
}
