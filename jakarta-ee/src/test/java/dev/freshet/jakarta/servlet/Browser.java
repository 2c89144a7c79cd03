package dev.freshet.jakarta.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A browser as a container sees it: a session that comes with the first request for one, and a user. */
final class Browser {

    private final Map<String, Object> session = new HashMap<>();
    private final List<String> dispatches = new ArrayList<>();
    private boolean hasSession;
    private @Nullable String user;
    private int looks;
    private @Nullable Executor asyncThreads;
    private boolean asyncStarted;
    private @Nullable String authorization;
    private final List<AsyncListener> listeners = new ArrayList<>();

    Browser loggedInAs(@Nullable String name) {
        this.user = name;
        return this;
    }

    Browser startingAsyncOn(Executor threads) {
        this.asyncThreads = threads;
        return this;
    }

    Browser authorizedBy(@Nullable String header) {
        this.authorization = header;
        return this;
    }

    /** Ends an asynchronous request. */
    void complete() {
        try {
            for (AsyncListener listener : listeners) {
                listener.onComplete(new AsyncEvent(asyncContext()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasSession() {
        return hasSession;
    }

    /** How often session or user were asked for. */
    int looks() {
        return looks;
    }

    List<String> dispatches() {
        return dispatches;
    }

    HttpServletRequest request() {
        return proxy(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getUserPrincipal" -> principal();
            case "getSession" -> session(arguments == null || arguments[0].equals(true));
            case "isAsyncSupported" -> asyncThreads != null;
            case "isAsyncStarted" -> asyncStarted;
            case "getHeader" -> arguments[0].equals("Authorization") ? authorization : null;
            case "startAsync" -> {
                asyncStarted = true;
                yield asyncContext();
            }
            case "getAsyncContext" -> asyncContext();
            default -> null;
        });
    }

    private @Nullable Principal principal() {
        looks++;
        String name = user;
        return name == null ? null : () -> name;
    }

    private @Nullable HttpSession session(boolean create) {
        looks++;
        hasSession |= create;
        return !hasSession
                ? null
                : proxy(HttpSession.class, (name, arguments) -> switch (name) {
                    case "getAttribute" -> session.get(arguments[0]);
                    case "setAttribute" -> session.put((String) arguments[0], arguments[1]);
                    case "removeAttribute" -> session.remove(arguments[0]);
                    default -> null;
                });
    }

    private AsyncContext asyncContext() {
        return proxy(AsyncContext.class, (name, arguments) -> {
            if (name.equals("start")) {
                asyncThreads.execute((Runnable) arguments[0]);
            } else if (name.equals("addListener")) {
                listeners.add((AsyncListener) arguments[0]);
            } else if (name.equals("dispatch")) {
                dispatches.add(arguments == null ? "" : (String) arguments[0]);
            }
            return name.equals("getTimeout") ? 30_000L : null;
        });
    }

    private interface Answers {

        @Nullable
        Object answer(String method, @Nullable Object @Nullable [] arguments);
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                Browser.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = answers.answer(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }
}
