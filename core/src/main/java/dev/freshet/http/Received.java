package dev.freshet.http;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer: made by the handler of the caller, or kept, since the answer is a refusal.
 *
 * @param body what the caller's handler has made of it
 * @param refusal null if the caller's handler has it already
 */
record Received<T>(@Nullable T body, @Nullable RefusalBody<T> refusal) {

    static <T> Received<T> byCaller(@Nullable T body) {
        return new Received<>(body, null);
    }
}
