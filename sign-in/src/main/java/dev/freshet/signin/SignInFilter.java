package dev.freshet.signin;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests of signed-in users through, with their user, and sends others to sign in. Found by the web fragment. Does
 * nothing where no client has a property that begins with {@code sign-in}.
 */
public final class SignInFilter implements Filter {

    /** The attribute of a request that has its user. */
    static final String USER = "dev.freshet.sign-in.user";

    /** The attribute of the application that has its sign-in, for the listener. */
    static final String SIGN_IN = "dev.freshet.sign-in";

    @Inject
    @Nullable
    SignInWiring wiring;

    private @Nullable SignIn signIn;

    /** For the container. */
    public SignInFilter() {}

    SignInFilter(@Nullable SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    public void init(FilterConfig config) {
        if (wiring != null) {
            signIn = wiring.signIn().orElse(null);
        }
        config.getServletContext().setAttribute(SIGN_IN, signIn);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (signIn != null
                && request instanceof HttpServletRequest httpRequest
                && response instanceof HttpServletResponse httpResponse) {
            filter(signIn, httpRequest, httpResponse, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void filter(
            SignIn signIn, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // An async or an error dispatch was let through when it came in.
        boolean entry = request.getDispatcherType() == DispatcherType.REQUEST;
        Visit visit = new Visit(request);
        String path = visit.path();
        if (entry && signIn.answers(path)) {
            signIn.answer(visit, response);
            return;
        }
        Optional<User> user = signIn.userOf(request);
        if (!entry || user.isEmpty() && !signIn.isProtected(path)) {
            chain.doFilter(user.map(each -> signedIn(signIn, request, each)).orElse(request), response);
        } else if (user.isEmpty()) {
            signIn.challenge(visit, response);
        } else if (signIn.isForeign(visit)) {
            signIn.refuseForeign(visit, response);
        } else {
            chain.doFilter(signedIn(signIn, request, user.get()), response);
        }
    }

    private static HttpServletRequest signedIn(SignIn signIn, HttpServletRequest request, User user) {
        if (request.getUserPrincipal() instanceof SignedInPrincipal) {
            return request; // a dispatch of a request that knows its user already
        }
        request.setAttribute(USER, user);
        return new SignedInRequest(request, user.claims().name(), signIn.rolesOf(user), () -> signIn.signOut(request));
    }
}
