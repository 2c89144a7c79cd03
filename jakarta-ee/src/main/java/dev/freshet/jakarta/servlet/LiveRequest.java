package dev.freshet.jakarta.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request under way. Used by one thread at a time. */
final class LiveRequest implements RequestIds {

    private final HttpServletRequest request;
    private @Nullable String incoming;

    LiveRequest(HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public Optional<String> grant() {
        return RequestGrant.of(request);
    }

    @Override
    public Optional<String> incomingToken() {
        if (incoming == null) {
            incoming = IncomingToken.lent(request).orElse(null);
        }
        return Optional.ofNullable(incoming);
    }

    @Override
    public Optional<String> containerLogin() {
        return ContainerLogin.of(request);
    }

    /** Takes its token back once the request is over, which an asynchronous one is later. */
    void end() {
        String lent = incoming;
        if (lent != null && !endsLater(lent)) {
            IncomingToken.takeBack(lent);
        }
    }

    private boolean endsLater(String lent) {
        try {
            if (request.isAsyncSupported() && request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Ending(lent));
                return true;
            }
        } catch (IllegalStateException completed) {
            return false; // between the two calls
        }
        return false;
    }

    private record Ending(String lent) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            IncomingToken.takeBack(lent);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        /** A new cycle forgets the listeners of the one before. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
