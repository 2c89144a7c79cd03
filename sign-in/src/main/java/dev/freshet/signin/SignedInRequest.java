package dev.freshet.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request of a user who has signed in: it knows the user and the user's roles, until somebody logs out. */
final class SignedInRequest extends HttpServletRequestWrapper {

    private final Set<String> roles;
    private final Runnable signOut;
    private volatile @Nullable SignedInPrincipal principal;

    SignedInRequest(HttpServletRequest request, String name, Set<String> roles, Runnable signOut) {
        super(request);
        this.principal = new SignedInPrincipal(name);
        this.roles = roles;
        this.signOut = signOut;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return principal;
    }

    @Override
    public @Nullable String getRemoteUser() {
        SignedInPrincipal user = principal;
        return user == null ? null : user.getName();
    }

    @Override
    public boolean isUserInRole(String role) {
        return principal != null && roles.contains(role) || super.isUserInRole(role);
    }

    @Override
    public @Nullable String getAuthType() {
        return principal == null ? null : "OPENID_CONNECT";
    }

    @Override
    public void logout() {
        principal = null;
        signOut.run();
    }
}
