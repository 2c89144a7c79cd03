package dev.freshet.example.partsdesk;

/**
 * How often what happened. A call is one that the application made, however many requests it took.
 *
 * @param calls all calls, with those that failed
 * @param failed calls without an answer that helps, with those that were postponed
 * @param postponed calls that were told when to try again, since there was no token for the moment
 * @param refreshes access tokens that the token endpoint issued
 * @param rotations how many of them came with a new refresh token
 * @param adopted access tokens that another node had issued to it, and this one took from the store
 * @param failedRefreshes refreshes that brought nothing
 * @param absorbed 401s of which the caller saw nothing: the call was sent again
 * @param handedOn 401s that the caller did see
 */
public record Counts(
        long calls,
        long failed,
        long postponed,
        long refreshes,
        long rotations,
        long adopted,
        long failedRefreshes,
        long absorbed,
        long handedOn) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);
    static final Counts ANSWERED = new Counts(1, 0, 0, 0, 0, 0, 0, 0, 0);
    static final Counts FAILED = new Counts(1, 1, 0, 0, 0, 0, 0, 0, 0);
    static final Counts POSTPONED = new Counts(1, 1, 1, 0, 0, 0, 0, 0, 0);
    static final Counts REFRESHED = new Counts(0, 0, 0, 1, 0, 0, 0, 0, 0);
    static final Counts ROTATED = new Counts(0, 0, 0, 1, 1, 0, 0, 0, 0);
    static final Counts ADOPTED = new Counts(0, 0, 0, 0, 0, 1, 0, 0, 0);
    static final Counts REFRESH_FAILED = new Counts(0, 0, 0, 0, 0, 0, 1, 0, 0);
    static final Counts ABSORBED = new Counts(0, 0, 0, 0, 0, 0, 0, 1, 0);
    static final Counts HANDED_ON = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 1);

    Counts plus(Counts more) {
        return new Counts(
                calls + more.calls,
                failed + more.failed,
                postponed + more.postponed,
                refreshes + more.refreshes,
                rotations + more.rotations,
                adopted + more.adopted,
                failedRefreshes + more.failedRefreshes,
                absorbed + more.absorbed,
                handedOn + more.handedOn);
    }
}
