package dev.freshet.oauth;

import dev.freshet.oauth.BoundedHttp.NoAnswerException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** An endpoint beside the token endpoint, which a client tells or asks something of a token. Safe for use by many threads. */
final class ClientEndpoint {

    private final URI address;
    private final ClientAuthentication client;
    private final Duration attemptTimeout;
    private final TokenRequestAdditions additions;
    private final BoundedHttp http;

    /**
     * An endpoint that opens no connection before its first request.
     *
     * @param name for the message of an exception, such as {@code revocation}
     * @param segment what an address of that kind may end with, for the same message
     * @param additions of which the headers are sent
     * @throws IllegalArgumentException if the address is no absolute HTTP address
     */
    ClientEndpoint(
            String name,
            String segment,
            URI address,
            ClientAuthentication client,
            Duration attemptTimeout,
            Connections connections,
            TokenRequestAdditions additions) {
        if (!BoundedHttp.isAddress(address)) {
            throw new IllegalArgumentException("The " + name + " endpoint must be an absolute address such as "
                    + "https://identity.example/oauth2/v1/" + segment + ", but is " + address);
        }
        this.address = address;
        this.client = client;
        this.attemptTimeout = attemptTimeout;
        this.additions = additions;
        this.http = new BoundedHttp(attemptTimeout, connections);
    }

    URI address() {
        return address;
    }

    /**
     * Sends one request about a token.
     *
     * @param done reads the body of a good answer
     * @param failed gets what happened otherwise, in words without secrets
     */
    <T> T send(String token, String typeHint, Function<byte[], T> done, Function<String, T> failed) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("token", token);
        parameters.put("token_type_hint", typeHint);
        ClientAuthentication presented;
        try {
            presented = client.presentedAt(address, Instant.now());
        } catch (RuntimeException e) {
            return failed.apply("nothing was sent: " + e.getMessage());
        }
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(BoundedHttp.form(address, presented, parameters, additions.headers()), attemptTimeout);
        } catch (NoAnswerException e) {
            return failed.apply(address + ": " + e.words());
        }
        return answer.statusCode() == 200
                ? done.apply(answer.body())
                : failed.apply(address + " answered HTTP " + answer.statusCode());
    }

    @Override
    public String toString() {
        return address + " as " + client;
    }
}
