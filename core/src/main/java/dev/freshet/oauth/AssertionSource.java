package dev.freshet.oauth;

/**
 * Makes or fetches the assertions of a grant, where an application does that by code of its own. In an application
 * with CDI, a bean of this type is asked by clients with {@code assertion=bean}. Implementations are safe for use by
 * many threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.1">RFC 7523, section 2.1</a>
 */
@FunctionalInterface
public interface AssertionSource {

    /**
     * A JWT, a new one for each token request. Called on Freshet's own threads, outside of any request; may block for a
     * moment. What it throws is logged, and it is asked again after a while.
     *
     * @param client the name of the registration that presents it
     */
    String assertionFor(String client);
}
