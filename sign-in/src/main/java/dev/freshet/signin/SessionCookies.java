package dev.freshet.signin;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the session cookie from scripts and from requests of foreign pages, where the application has not said otherwise.
 * Not {@code Strict}: the way back from the provider, and every link from elsewhere, would come without a session.
 */
public final class SessionCookies implements ServletContainerInitializer {

    private static final Logger LOG = System.getLogger(SessionCookies.class.getPackageName());
    private static final String SAME_SITE = "SameSite";

    /** For the container. */
    public SessionCookies() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application) {
        try {
            SessionCookieConfig cookie = application.getSessionCookieConfig();
            cookie.setHttpOnly(true);
            if (cookie.getAttribute(SAME_SITE) == null) {
                cookie.setAttribute(SAME_SITE, "Lax");
            }
        } catch (RuntimeException e) { // a container may refuse this in its own way
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0419: the session cookie cannot be set to HttpOnly and SameSite=Lax. Do that in the server's "
                            + "configuration",
                    e);
        }
    }
}
