package dev.freshet.jakarta.servlet;

import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import jakarta.enterprise.concurrent.spi.ThreadContextSnapshot;
import java.util.Map;

/**
 * Carries the grant of a request into the tasks of managed executors, where a server knows this interface of Jakarta
 * Concurrency. The grant is asked for when a task is submitted, since its request may be over when the task runs.
 */
public final class GrantContextProvider implements ThreadContextProvider {

    /** For the container. */
    public GrantContextProvider() {}

    @Override
    public ThreadContextSnapshot currentContext(Map<String, String> properties) {
        return snapshot(GrantBinding.captured());
    }

    @Override
    public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
        return snapshot(CapturedIds.NONE);
    }

    @Override
    public String getThreadContextType() {
        return "dev.freshet.grant";
    }

    private static ThreadContextSnapshot snapshot(RequestIds ids) {
        return () -> GrantBinding.bind(ids)::undo;
    }
}
