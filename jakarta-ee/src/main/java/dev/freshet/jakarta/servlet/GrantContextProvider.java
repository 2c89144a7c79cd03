package dev.freshet.jakarta.servlet;

import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import jakarta.enterprise.concurrent.spi.ThreadContextSnapshot;
import java.util.Map;
import java.util.Optional;

/**
 * Carries the grant of a request into the tasks of managed executors, where a server knows this interface of Jakarta
 * Concurrency. The grant is asked for when a task is submitted, since its request may be over when the task runs.
 */
public final class GrantContextProvider implements ThreadContextProvider {

    /** For the container. */
    public GrantContextProvider() {}

    @Override
    public ThreadContextSnapshot currentContext(Map<String, String> properties) {
        return snapshot(RequestGrant.current());
    }

    @Override
    public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
        return snapshot(Optional.empty());
    }

    @Override
    public String getThreadContextType() {
        return "dev.freshet.grant";
    }

    private static ThreadContextSnapshot snapshot(Optional<String> grant) {
        return () -> GrantBinding.bind(() -> grant)::undo;
    }
}
