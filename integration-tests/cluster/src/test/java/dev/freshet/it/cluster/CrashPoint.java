package dev.freshet.it.cluster;

import java.util.List;
import java.util.stream.Stream;

/** Where in a refresh a node is killed. */
enum CrashPoint {
    /** The node is about to ask the store for the lease. */
    BEFORE_LEASE(false),
    /** It has the lease, and has not sent anything. */
    AFTER_LEASE(false),
    /** The request has left; the authorization server gets it when the node is dead. */
    AFTER_SENDING(true),
    /** The answer has come. */
    AFTER_ANSWER(true),
    /** It is about to write what was issued to the store. */
    BEFORE_COMMIT(true),
    /** What was issued is written, and nobody in the node knows it yet. */
    AFTER_COMMIT(false);

    private final boolean losesAnswer;

    CrashPoint(boolean losesAnswer) {
        this.losesAnswer = losesAnswer;
    }

    /** Whether the refresh token is spent, and its replacement in nobody's hands. */
    boolean losesAnswer() {
        return losesAnswer;
    }

    /** Those that do. */
    static List<CrashPoint> losingAnswers() {
        return Stream.of(values()).filter(CrashPoint::losesAnswer).toList();
    }

    /** The grant whose refresh is interrupted there. */
    String grant() {
        return name();
    }
}
