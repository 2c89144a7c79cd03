package dev.freshet.example.dealerportal;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets pages load nothing but what is the portal's own. The provider is named as a frame, since silent renewal goes to it and
 * back in a hidden one.
 */
@WebFilter("/*")
public class SecurityHeaders implements Filter {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src data:; frame-src 'self' %s; frame-ancestors 'self'; form-action 'self'; base-uri 'none'";

    @Inject
    @ConfigProperty(name = "freshet.parts.issuer")
    URI issuer;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse page = (HttpServletResponse) response;
        page.setHeader("Content-Security-Policy", POLICY.formatted(issuer.getScheme() + "://" + issuer.getAuthority()));
        page.setHeader("X-Content-Type-Options", "nosniff");
        page.setHeader("Referrer-Policy", "same-origin");
        chain.doFilter(request, response);
    }
}
