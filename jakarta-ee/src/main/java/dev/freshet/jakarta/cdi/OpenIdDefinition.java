package dev.freshet.jakarta.cdi;

import jakarta.security.enterprise.authentication.mechanism.http.OpenIdAuthenticationMechanismDefinition;
import java.lang.annotation.Annotation;

/** How the container logs users in. Loaded only where the annotation is there: not every server has Jakarta Security 3.0. */
final class OpenIdDefinition {

    static final String NAME =
            "jakarta.security.enterprise.authentication.mechanism.http.OpenIdAuthenticationMechanismDefinition";

    private OpenIdDefinition() {}

    /** Whether the container refreshes tokens by itself, or may, which an expression decides when the time comes. */
    static boolean refreshes(Annotation annotation) {
        return annotation instanceof OpenIdAuthenticationMechanismDefinition definition
                && (definition.tokenAutoRefresh()
                        || !definition.tokenAutoRefreshExpression().isEmpty());
    }
}
