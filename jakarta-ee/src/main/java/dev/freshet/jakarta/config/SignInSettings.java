package dev.freshet.jakarta.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How users sign in by a client. Immutable.
 *
 * @param protectedPaths what only a signed-in user gets: {@code /orders}, {@code /api/*} or {@code *.html}, below the
 *     context path
 * @param base the path of the sign-in itself, below the context path
 * @param rolesClaim the claim of the ID token that has the user's roles; members of members by {@code /}
 * @param claims the claims that a page of the application may see
 * @param silentFallback whether a silent sign-in that needs the user leads to the interactive one by itself
 * @param silentTimeout how long a silent sign-in may take
 * @param afterSignOut where a user goes after signing out: a path below the context path, or an address
 * @param trustedOrigins the other origins whose pages may send what changes something
 * @param offlineAccess whether {@code offline_access} is asked for, without which many servers give no refresh token
 * @param prompt what a user is asked in a sign-in that does not say so itself; null for the provider's choice
 * @param parameters more that the address of the provider carries
 */
public record SignInSettings(
        List<String> protectedPaths,
        String base,
        String rolesClaim,
        List<String> claims,
        boolean silentFallback,
        Duration silentTimeout,
        String afterSignOut,
        List<URI> trustedOrigins,
        boolean offlineAccess,
        @Nullable String prompt,
        Map<String, String> parameters) {

    public SignInSettings {
        protectedPaths = List.copyOf(protectedPaths);
        claims = List.copyOf(claims);
        trustedOrigins = List.copyOf(trustedOrigins);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** What to ask for, in the sign-in as in each refresh: what is configured, and what a sign-in needs. */
    public String scope(@Nullable String configured) {
        Set<String> words = new LinkedHashSet<>();
        words.add("openid");
        if (configured != null) {
            words.addAll(Arrays.asList(configured.trim().split("\\s+")));
        }
        if (offlineAccess) {
            words.add("offline_access");
        }
        return String.join(" ", words);
    }
}
