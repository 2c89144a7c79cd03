package dev.freshet.jakarta.rest;

import dev.freshet.jakarta.rest.transport.Transports;
import dev.freshet.oauth.AccessToken;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call as it went out the first time, with another token, and copies the answer. The recorded bytes and the final
 * headers are sent, so that no filter and no interceptor has to run twice.
 */
final class SecondAttempt {

    // What belongs to the message on the wire and is made anew with it, and the refused token.
    private static final List<String> NOT_REPEATED = List.of(
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.CONTENT_LENGTH,
            "Transfer-Encoding",
            HttpHeaders.HOST,
            "Connection",
            "Expect");

    private final CallSettings settings;
    private final Transports transports;

    SecondAttempt(CallSettings settings, Transports transports) {
        this.settings = settings;
        this.transports = transports;
    }

    boolean isPossible(ClientRequestContext request, Call call) {
        return !request.hasEntity() || body(request, call).isPresent();
    }

    /** Makes the client that sends it, unless it is there from an earlier call. */
    void prepare(ClientRequestContext request) {
        transports.twinOf(request.getClient());
    }

    /** @throws jakarta.ws.rs.ProcessingException as the runtime has it, if there is no answer */
    void send(ClientRequestContext request, ClientResponseContext response, Call call, AccessToken replacement) {
        Client twin = transports.twinOf(request.getClient());
        Invocation.Builder builder = twin.target(request.getUri()).request();
        builder.headers(headers(request, call, replacement));
        copyProperties(request, builder);
        Invocation invocation = body(request, call)
                .map(bytes -> builder.build(request.getMethod(), Entity.entity(bytes, variant(request))))
                .orElseGet(() -> builder.build(request.getMethod()));
        Response answer = invocation.invoke();
        copy(answer, response, List.of(twin, invocation));
    }

    private static Optional<byte[]> body(ClientRequestContext request, Call call) {
        Recording recording = call.recording();
        return recording == null ? Optional.empty() : recording.body(type(request));
    }

    private MultivaluedMap<String, Object> headers(ClientRequestContext request, Call call, AccessToken replacement) {
        MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
        request.getStringHeaders().forEach((name, values) -> {
            if (NOT_REPEATED.stream().noneMatch(name::equalsIgnoreCase)) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        settings.headers().renewed(call.addedHeaders()).forEach(headers::putSingle);
        headers.putSingle(HttpHeaders.AUTHORIZATION, replacement.authorization());
        return headers;
    }

    /** Properties of the call, and those of its target that the client does not have: time limits may be among them. */
    private void copyProperties(ClientRequestContext request, Invocation.Builder builder) {
        Configuration ofTarget = request.getConfiguration();
        Client client = request.getClient();
        ofTarget.getPropertyNames().stream()
                .filter(name -> client == null
                        || !Objects.equals(
                                ofTarget.getProperty(name),
                                client.getConfiguration().getProperty(name)))
                .forEach(name -> builder.property(name, ofTarget.getProperty(name)));
        request.getPropertyNames().stream()
                .filter(name -> !name.equals(settings.property()))
                .forEach(name -> builder.property(name, request.getProperty(name)));
    }

    // As it was after the body was written: only then does a multipart type have its boundary.
    private static @Nullable MediaType type(ClientRequestContext request) {
        String type = request.getStringHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        return type == null ? null : MediaType.valueOf(type);
    }

    /** An entity sets these headers from its variant, and wipes them if that has none. */
    private static Variant variant(ClientRequestContext request) {
        MultivaluedMap<String, String> headers = request.getStringHeaders();
        MediaType type = type(request);
        return new Variant(
                type == null ? MediaType.APPLICATION_OCTET_STREAM_TYPE : type,
                headers.getFirst(HttpHeaders.CONTENT_LANGUAGE),
                headers.getFirst(HttpHeaders.CONTENT_ENCODING));
    }

    private static void copy(Response answer, ClientResponseContext response, List<Object> needed) {
        InputStream refused = response.hasEntity() ? response.getEntityStream() : InputStream.nullInputStream();
        response.setStatusInfo(answer.getStatusInfo());
        // In this order: on one runtime single headers cannot be removed, on another a null value is not allowed.
        MultivaluedMap<String, String> headers = new MultivaluedHashMap<>(answer.getStringHeaders());
        response.getHeaders().clear();
        response.getHeaders().putAll(headers);
        if (answer.hasEntity()) {
            response.setEntityStream(new RepeatedAnswer(answer, refused, needed));
        } else {
            answer.close();
            // Never null: there is a runtime that would open the first answer again.
            response.setEntityStream(new ByteArrayInputStream(new byte[0]));
        }
    }
}
