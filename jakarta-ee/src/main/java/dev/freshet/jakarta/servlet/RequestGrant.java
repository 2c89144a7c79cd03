package dev.freshet.jakarta.servlet;

import dev.freshet.store.GrantKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which grant the current request acts for. Safe for use by many threads.
 *
 * <p>A login calls {@link #begin} and hands the tokens to {@link dev.freshet.refresh.TokenSources#authorize} under the
 * id that it gets. The id is kept in the HTTP session, so that the same user in two browsers has two grants. Where no
 * login has done that, the name of the caller principal is the id.
 *
 * <p>A session's grant belongs to the user who began it: if another one is logged in by now, or nobody, it is not used.
 */
public final class RequestGrant {

    private static final String GRANT = "dev.freshet.grant";
    private static final String USER = "dev.freshet.grant.user";

    /** Some servers hand out this principal where nobody is logged in. */
    private static final String NOBODY = "anonymous";

    private RequestGrant() {}

    /**
     * Begins a new grant for the user of this request and keeps its id in the session, which is created if there is
     * none. A grant that the session had before is no longer used; forget it if nobody else does.
     *
     * @return the id to authorize: random, and no secret
     */
    public static String begin(HttpServletRequest request) {
        String id = UUID.randomUUID().toString();
        HttpSession session = request.getSession();
        session.setAttribute(GRANT, id);
        session.setAttribute(USER, userOf(request));
        return id;
    }

    /**
     * Keeps the id of a grant that is authorized already in the session, which is created if there is none. The grant
     * belongs to whoever has the session: the login that did this says who that is, not the container.
     */
    public static void keep(HttpServletRequest request, String id) {
        HttpSession session = request.getSession();
        session.setAttribute(GRANT, id);
        session.removeAttribute(USER);
    }

    /** The id that a session keeps, by {@link #begin} or by {@link #keep}; empty if it keeps none. */
    public static Optional<String> keptBy(HttpSession session) {
        return Optional.ofNullable((String) session.getAttribute(GRANT));
    }

    /** Takes the id out of a session. The grant is as it was. */
    public static void drop(HttpSession session) {
        session.removeAttribute(GRANT);
        session.removeAttribute(USER);
    }

    /**
     * The grant of the request that this thread works for: within the thread of the request itself, in
     * {@code AsyncContext.start}, in tasks of a managed executor whose server carries thread context along, and in those of
     * {@link #carry}. Empty anywhere else, and where nobody is logged in.
     */
    public static Optional<String> current() {
        return GrantBinding.current().grant();
    }

    /** A task that works, on whatever thread it runs, for the request that this thread works for now. */
    public static Runnable carry(Runnable task) {
        return GrantBinding.carry(task);
    }

    static Optional<String> of(HttpServletRequest request) {
        String user = userOf(request);
        HttpSession session = request.getSession(false);
        Object begun = session == null ? null : session.getAttribute(GRANT);
        if (begun != null) {
            Object owner = session.getAttribute(USER);
            return owner == null || owner.equals(user) ? Optional.of(begun.toString()) : Optional.empty();
        }
        // This id is the application's own; a user who happens to have that name must not get it.
        return Optional.ofNullable(user).filter(name -> !name.equals(GrantKey.APPLICATION));
    }

    private static @Nullable String userOf(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        String name = principal == null ? null : principal.getName();
        return name == null || name.isBlank() || name.equals(NOBODY) ? null : name;
    }
}
