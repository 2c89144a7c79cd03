package dev.freshet.jakarta.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;

/** The grant of a user whom the container has logged in, where something knows such grants. Safe for use by many threads. */
public final class ContainerLogin {

    private static final String FINDER = "dev.freshet.container-login";

    private ContainerLogin() {}

    /** The id of the grant; empty where {@link RequestGrant#current()} would be, or if the container has logged nobody in. */
    public static Optional<String> current() {
        return GrantBinding.current().containerLogin();
    }

    /** Lets this find the grant of a request from now on, on a thread of that request, whenever it is asked for. */
    public static void findBy(ServletContext application, Function<HttpServletRequest, Optional<String>> finder) {
        application.setAttribute(FINDER, (Finder) finder::apply);
    }

    static Optional<String> of(HttpServletRequest request) {
        ServletContext application = request.getServletContext();
        Object finder = application == null ? null : application.getAttribute(FINDER);
        return finder instanceof Finder known ? known.find(request) : Optional.empty();
    }

    private interface Finder {
        Optional<String> find(HttpServletRequest request);
    }
}
