package dev.freshet.signin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;

/**
 * The user whose request is being worked on, to be injected: what the ID token says, and what was granted. Of nobody if
 * nobody is signed in. For the threads of the request, as everything that is scoped to it.
 */
@RequestScoped
public class SignedInUser {

    private final Optional<User> user;

    /** For the container. */
    protected SignedInUser() {
        this.user = Optional.empty();
    }

    @Inject
    SignedInUser(HttpServletRequest request) {
        this.user = request.getAttribute(SignInFilter.USER) instanceof User signedIn
                ? Optional.of(signedIn)
                : Optional.empty();
    }

    /** Whether anybody is signed in. */
    public boolean isSignedIn() {
        return user.isPresent();
    }

    /** The name of the principal; empty for nobody. */
    public String name() {
        return claims().name();
    }

    /** What the ID token of the sign-in says; nothing for nobody. */
    public IdTokenClaims claims() {
        return user.map(User::claims).orElse(IdTokenClaims.NONE);
    }

    /** The scopes that were granted; none for nobody. */
    public Set<String> scopes() {
        return user.map(User::scopes).orElse(Set.of());
    }

    /**
     * The id of the grant that has the user's tokens, for a background job that works for this user later: {@code
     * TokenSources.of(client, grantId)}. It ends with the session. Empty for nobody.
     */
    public Optional<String> grantId() {
        return user.map(User::grantId);
    }
}
