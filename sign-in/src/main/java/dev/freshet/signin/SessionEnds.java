package dev.freshet.signin;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Forgets the tokens of a user whose session ends by itself. Found by the web fragment. */
public final class SessionEnds implements HttpSessionListener {

    /** For the container. */
    public SessionEnds() {}

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        if (event.getSession().getServletContext().getAttribute(SignInFilter.SIGN_IN) instanceof SignIn signIn) {
            signIn.expired(event.getSession());
        }
    }
}
