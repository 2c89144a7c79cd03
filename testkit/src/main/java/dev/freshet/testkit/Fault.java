package dev.freshet.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the handling of one request departs from the regular one. Immutable; a method that changes something returns a
 * new fault. Faults happen before the request is processed (it has no effect) or after (it has: a refresh token is
 * rotated), which is what a client cannot tell when an answer is lost.
 *
 * <p>Give them to {@link Endpoint#next(Fault...)} for single requests or {@link Endpoint#always(Fault)} for all.
 */
public final class Fault {

    private static final Fault NONE = new Fault(false, null, null, null, Duration.ZERO, UnaryOperator.identity());

    /** Whether the request is processed in spite of another reaction. */
    private final boolean afterProcessing;

    private final @Nullable Reaction instead;
    private final @Nullable Gate gateBefore;
    private final @Nullable Gate gateAfter;
    private final Duration delay;
    private final UnaryOperator<Map<String, String>> edit;

    private Fault(
            boolean afterProcessing,
            @Nullable Reaction instead,
            @Nullable Gate gateBefore,
            @Nullable Gate gateAfter,
            Duration delay,
            UnaryOperator<Map<String, String>> edit) {
        this.afterProcessing = afterProcessing;
        this.instead = instead;
        this.gateBefore = gateBefore;
        this.gateAfter = gateAfter;
        this.delay = delay;
        this.edit = edit;
    }

    /** No fault: a regular turn between others, or the start of a changed success answer. */
    public static Fault none() {
        return NONE;
    }

    /** Answers {@code status} without a body; the request is not processed. */
    public static Fault status(int status) {
        return answer(Answer.of(status));
    }

    /** Answers an OAuth error (RFC 6749, section 5.2); the request is not processed. */
    public static Fault error(int status, String error, String description) {
        return answer(Refusal.answer(status, error, description));
    }

    /** Answers any body: garbage, far too much, of the wrong type. The request is not processed. */
    public static Fault body(int status, String contentType, byte[] body) {
        return answer(Answer.of(status, contentType, body));
    }

    /** Answers {@code answer}; the request is not processed. */
    public static Fault answer(Answer answer) {
        return NONE.reacting(false, new Reaction.Send(answer));
    }

    /** Processes the request and answers {@code status} all the same, as a proxy does that lost its upstream. */
    public static Fault statusAfterProcessing(int status) {
        return NONE.reacting(true, new Reaction.Send(Answer.of(status)));
    }

    /** Closes the connection instead of processing the request. */
    public static Fault dropBefore() {
        return NONE.reacting(false, new Reaction.Drop());
    }

    /** Processes the request and closes the connection without an answer. */
    public static Fault dropAfter() {
        return NONE.reacting(true, new Reaction.Drop());
    }

    /**
     * Writes exactly these bytes, which need not be HTTP, and closes the connection; the request is not processed.
     * With a {@code Content-Length} larger than what follows it is a truncated answer.
     */
    public static Fault raw(byte[] response) {
        return NONE.reacting(false, new Reaction.SendRaw(response.clone()));
    }

    /**
     * This fault with {@code Retry-After} in whole seconds (RFC 9110, section 10.2.3).
     *
     * @throws IllegalStateException if this fault sends no answer of its own
     */
    public Fault retryAfter(Duration wait) {
        return header("Retry-After", String.valueOf(wait.toSeconds()));
    }

    /**
     * This fault with a header field on its answer.
     *
     * @throws IllegalStateException if this fault sends no answer of its own
     */
    public Fault header(String name, String value) {
        if (instead instanceof Reaction.Send send) {
            return reacting(afterProcessing, new Reaction.Send(send.answer().header(name, value)));
        }
        throw new IllegalStateException("FRESHET-0209: this fault sends no answer that could have a header; "
                + "start with Fault.status, error, body or answer");
    }

    /** Handles the request only after {@code delay}. For tests by hand; others do better with a gate. */
    public Fault delayed(Duration delay) {
        return new Fault(afterProcessing, instead, gateBefore, gateAfter, delay, edit);
    }

    /** Holds the request at {@code gate} before it is processed. */
    public Fault heldBefore(Gate gate) {
        return new Fault(afterProcessing, instead, gate, gateAfter, delay, edit);
    }

    /** Holds the answer at {@code gate} once the request has been processed. */
    public Fault heldAfter(Gate gate) {
        return new Fault(afterProcessing, instead, gateBefore, gate, delay, edit);
    }

    /** Sets a member of a success answer, such as {@code expires_in}, to a JSON text, such as {@code "3600"} in quotes. */
    public Fault with(String member, String json) {
        return editing(members -> {
            members.put(member, json);
            return members;
        });
    }

    /** Leaves a member out of a success answer. */
    public Fault without(String member) {
        return editing(members -> {
            members.remove(member);
            return members;
        });
    }

    private Fault editing(UnaryOperator<Map<String, String>> next) {
        UnaryOperator<Map<String, String>> all = members -> next.apply(edit.apply(members));
        return new Fault(afterProcessing, instead, gateBefore, gateAfter, delay, all);
    }

    private Fault reacting(boolean processing, Reaction reaction) {
        return new Fault(processing, reaction, gateBefore, gateAfter, delay, edit);
    }

    /** Runs a request through this fault. */
    Reaction react(Endpoint.Handler handler, RecordedRequest request) throws InterruptedException {
        if (!delay.isZero()) {
            Gate.shut().pass(delay);
        }
        if (!passes(gateBefore)) {
            return new Reaction.Drop();
        }
        if (instead != null && !afterProcessing) {
            return passes(gateAfter) ? instead : new Reaction.Drop();
        }
        Answer answer = handler.answer(request).edited(edit);
        if (!passes(gateAfter)) {
            return new Reaction.Drop();
        }
        return instead != null ? instead : new Reaction.Send(answer);
    }

    private static boolean passes(@Nullable Gate gate) throws InterruptedException {
        return gate == null || gate.pass(Gate.LONGEST_HOLD);
    }

    @Override
    public String toString() {
        return "Fault[" + (instead == null ? "none" : instead) + (afterProcessing ? ", after processing" : "") + "]";
    }
}
