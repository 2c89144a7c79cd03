package dev.freshet.jakarta.servlet;

import java.util.Optional;

/** What was there when it was captured, for threads that may run when the request is over. */
record CapturedIds(Optional<String> grant, Optional<String> incomingToken, Optional<String> containerLogin)
        implements RequestIds {

    static final RequestIds NONE = new CapturedIds(Optional.empty(), Optional.empty(), Optional.empty());

    static RequestIds of(RequestIds ids) {
        return ids instanceof CapturedIds
                ? ids
                : new CapturedIds(ids.grant(), ids.incomingToken(), ids.containerLogin());
    }
}
