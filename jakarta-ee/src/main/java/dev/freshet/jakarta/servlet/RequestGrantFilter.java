package dev.freshet.jakarta.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Binds each request to the grant of its user, for {@link RequestGrant#current()}. Found by the web fragment. Looks at
 * neither session nor user unless somebody asks for the grant, and never creates a session.
 */
public final class RequestGrantFilter implements Filter {

    /** For the container. */
    public RequestGrantFilter() {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http)) {
            chain.doFilter(request, response);
            return;
        }
        LiveRequest live = new LiveRequest(http);
        GrantBinding.Bound bound = GrantBinding.bind(live);
        try {
            chain.doFilter(http.isAsyncSupported() ? new AsyncRequest(http) : http, response);
        } finally {
            bound.undo();
            live.end();
        }
    }
}
