package dev.freshet.it.app.users;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/** Believes the header that names the user: the server then knows a caller principal, as after a real login. */
@ApplicationScoped
public class HeaderAuthentication implements HttpAuthenticationMechanism {

    /** The header's name. */
    public static final String HEADER = "X-User";

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        String user = request.getHeader(HEADER);
        return user == null ? context.doNothing() : context.notifyContainerAboutLogin(user, Set.of("user"));
    }
}
