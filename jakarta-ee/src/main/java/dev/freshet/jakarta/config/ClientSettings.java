package dev.freshet.jakarta.config;

import dev.freshet.refresh.ClientRegistration;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is configured for one client. Immutable; {@code toString} shows no secret.
 *
 * @param registration null only if the client is switched off and not configured
 * @param store where grants are kept
 * @param baseUri null if there is none
 * @param allowedOrigins the origins that may get a token besides that of the base URI
 * @param headers headers to add to each call, in the order they were named; a value may hold <code>{uuid}</code>
 * @param enabled whether anything is done to calls at all
 * @param retry what is done about calls that the API refuses
 * @param userTokens where the tokens of its users come from, if no login of the application brings them in
 * @param signIn how users sign in by this client; null if they do not
 */
public record ClientSettings(
        String name,
        @Nullable ClientRegistration registration,
        StoreSettings store,
        @Nullable URI baseUri,
        List<URI> allowedOrigins,
        Map<String, String> headers,
        boolean enabled,
        RetrySettings retry,
        UserTokens userTokens,
        @Nullable SignInSettings signIn) {

    public ClientSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The client whose tokens this one exchanges; empty if it does not. */
    public Optional<String> subjectClient() {
        return Optional.ofNullable(SubjectClients.subjectOf(this));
    }

    /** Without tokens: what they need may be missing, which is often why a client is switched off. */
    ClientSettings switchedOff() {
        return new ClientSettings(
                name, null, StoreSettings.NONE, baseUri, allowedOrigins, headers, false, retry, userTokens, null);
    }

    @Override
    public String toString() {
        return "ClientSettings[" + name + ", " + registration + ", baseUri=" + baseUri + ", allowedOrigins="
                + allowedOrigins + ", headers=" + headers.keySet() + ", enabled=" + enabled + ", retry=" + retry
                + ", userTokens=" + userTokens + ", signIn=" + signIn + "]";
    }
}
