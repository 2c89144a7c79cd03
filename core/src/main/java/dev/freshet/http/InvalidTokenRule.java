package dev.freshet.http;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says which refusals of an API condemn the token, so that a new one is worth an attempt. Implementations are safe for use
 * by many threads.
 *
 * <p>Asked for each answer from 400 to 499 to a call that carries a token of Freshet's; an answer whose Bearer challenge
 * names {@code insufficient_scope} never comes here, since a new token has no other scope.
 *
 * <p>In an application with CDI a bean of this type takes the place of what is configured, for all clients.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, section 3.1</a>
 */
@FunctionalInterface
public interface InvalidTokenRule {

    /**
     * The default: a 401 without any challenge, or with a Bearer challenge that names no error, or {@code invalid_token}.
     * Not a 401 with other schemes only.
     */
    InvalidTokenRule LENIENT =
            refusal -> refusal.status() == 401 && Challenges.condemn(refusal.headers(Challenges.FIELD));

    /** A 401 with a Bearer challenge that names {@code invalid_token}, as RFC 6750 has it, and nothing else. */
    InvalidTokenRule STRICT = refusal ->
            refusal.status() == 401 && Challenges.nameError(refusal.headers(Challenges.FIELD), "invalid_token");

    /** Whether this refusal condemns the token. An exception counts as no, and goes to the log. */
    boolean condemns(Refusal refusal);

    /**
     * A rule for gateways that do not speak RFC 6750: a 400, 401 or 403 whose body holds one of these codes, such as
     * {@code TOKEN-EXPIRED}, as a word of its own.
     *
     * @throws IllegalArgumentException if there is no code
     */
    static InvalidTokenRule ofCodes(Collection<String> codes) {
        if (codes.isEmpty()) {
            throw new IllegalArgumentException("FRESHET-0107: a rule of codes needs one at least");
        }
        Pattern anyCode = Pattern.compile(
                codes.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?<![\\w-])(?:", ")(?![\\w-])")));
        return refusal -> (refusal.status() == 400 || refusal.status() == 401 || refusal.status() == 403)
                && anyCode.matcher(refusal.body()).find();
    }

    /** This rule or another. */
    default InvalidTokenRule or(InvalidTokenRule other) {
        return refusal -> condemns(refusal) || other.condemns(refusal);
    }

    /** A refused call, for as long as the rule is asked. */
    interface Refusal {

        /** The name of the client registration whose token was refused. */
        String client();

        /** The HTTP status. */
        int status();

        /** The values of a header, in any case of its name; empty if it is not there. */
        List<String> headers(String name);

        /**
         * The beginning of the body, up to 64 KiB, as ISO-8859-1 so that no byte is lost. Whoever reads the answer later
         * still finds all of it. Empty if there is none.
         */
        String body();
    }
}
