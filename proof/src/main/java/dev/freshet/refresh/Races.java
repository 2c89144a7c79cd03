package dev.freshet.refresh;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads each, at one grant. -2 is the answer to authorize again; see {@link OneGrant}. */
public final class Races {

    private Races() {}

    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "One refresh, and both callers get what it brought.")
    @Outcome(expect = FORBIDDEN, desc = "Each caller began a refresh, or one got something else.")
    @State
    public static class TwoCallersOfAnExpiredToken {

        private final OneGrant grant = OneGrant.expired();

        @Actor
        public void one(III_Result result) {
            result.r1 = grant.accessToken();
        }

        @Actor
        public void other(III_Result result) {
            result.r2 = grant.accessToken();
        }

        @Arbiter
        public void afterwards(III_Result result) {
            result.r3 = grant.refreshes();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "One refresh, and both callers get what it brought.")
    @Outcome(expect = FORBIDDEN, desc = "A 401 that two calls got led to two refreshes, or to no replacement.")
    @State
    public static class TwoCallersWithARefusedToken {

        private final OneGrant grant = OneGrant.fresh();

        @Actor
        public void one(III_Result result) {
            result.r1 = grant.replacementFor(0);
        }

        @Actor
        public void other(III_Result result) {
            result.r2 = grant.replacementFor(0);
        }

        @Arbiter
        public void afterwards(III_Result result) {
            result.r3 = grant.refreshes();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "The refresh that is about to end brings the replacement.")
    @Outcome(expect = FORBIDDEN, desc = "The refused token came back, or was replaced twice.")
    @State
    public static class RefusalWhileARefreshSettles {

        private final OneGrant grant = OneGrant.due();

        public RefusalWhileARefreshSettles() {
            grant.startHeld();
        }

        @Actor
        public void refresh() {
            grant.runHeld();
        }

        @Actor
        public void caller(III_Result result) {
            result.r1 = grant.replacementFor(0);
        }

        @Arbiter
        public void afterwards(III_Result result) {
            result.r2 = grant.accessToken();
            result.r3 = grant.refreshes();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "The stored token was given out before it was refused.")
    @Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "It was refused before it was found in the store.")
    @Outcome(expect = FORBIDDEN, desc = "A token was given out as its own replacement, or its refusal was forgotten.")
    @State
    public static class RefusalWhileTheTokenIsFoundInTheStore {

        private final OneGrant grant = OneGrant.fresh();

        public RefusalWhileTheTokenIsFoundInTheStore() {
            grant.evicted();
        }

        @Actor
        public void caller(IIII_Result result) {
            result.r1 = grant.accessToken();
        }

        @Actor
        public void refused(IIII_Result result) {
            result.r2 = grant.replacementFor(0);
        }

        @Arbiter
        public void afterwards(IIII_Result result) {
            result.r3 = grant.accessToken();
            result.r4 = grant.requests();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 10", expect = ACCEPTABLE, desc = "Refreshed, and then authorized.")
    @Outcome(id = "10, 10", expect = ACCEPTABLE, desc = "The new authorization brings the replacement.")
    @Outcome(expect = FORBIDDEN, desc = "What a refresh brought took the place of a new authorization.")
    @State
    public static class RefusalWhileAuthorized {

        private final OneGrant grant = OneGrant.fresh();

        @Actor
        public void caller(II_Result result) {
            result.r1 = grant.replacementFor(0);
        }

        @Actor
        public void login() {
            grant.authorize(10);
        }

        @Arbiter
        public void afterwards(II_Result result) {
            result.r2 = grant.accessToken();
        }
    }

    @JCStressTest
    @Outcome(id = "10, 10", expect = ACCEPTABLE, desc = "The new authorization stays, in memory and in the store.")
    @Outcome(expect = FORBIDDEN, desc = "A late answer took the place of a new authorization.")
    @State
    public static class AuthorizedWhileARefreshSettles {

        private final OneGrant grant = OneGrant.due();

        public AuthorizedWhileARefreshSettles() {
            grant.startHeld();
        }

        @Actor
        public void refresh() {
            grant.runHeld();
        }

        @Actor
        public void login() {
            grant.authorize(10);
        }

        @Arbiter
        public void afterwards(II_Result result) {
            result.r1 = grant.accessToken();
            result.r2 = grant.stored();
        }
    }

    @JCStressTest
    @Outcome(
            id = "-2, -2",
            expect = ACCEPTABLE,
            desc = "What was forgotten stays forgotten, in memory and in the store.")
    @Outcome(expect = FORBIDDEN, desc = "A late answer brought a forgotten grant back.")
    @State
    public static class ForgottenWhileARefreshSettles {

        private final OneGrant grant = OneGrant.due();

        public ForgottenWhileARefreshSettles() {
            grant.startHeld();
        }

        @Actor
        public void refresh() {
            grant.runHeld();
        }

        @Actor
        public void logout() {
            grant.forget();
        }

        @Arbiter
        public void afterwards(II_Result result) {
            result.r1 = grant.accessToken();
            result.r2 = grant.stored();
        }
    }

    @JCStressTest
    @Outcome(id = "10, 10", expect = ACCEPTABLE, desc = "Forgotten, and then authorized.")
    @Outcome(id = "-2, -2", expect = ACCEPTABLE, desc = "Authorized, and then forgotten.")
    @Outcome(expect = FORBIDDEN, desc = "The memory and the store differ about which came last.")
    @State
    public static class ForgottenWhileAuthorized {

        private final OneGrant grant = OneGrant.fresh();

        @Actor
        public void login() {
            grant.authorize(10);
        }

        @Actor
        public void logout() {
            grant.forget();
        }

        @Arbiter
        public void afterwards(II_Result result) {
            result.r1 = grant.accessToken();
            result.r2 = grant.stored();
        }
    }

    @JCStressTest
    @Outcome(id = "10, 10", expect = ACCEPTABLE, desc = "The login of 10 came last.")
    @Outcome(id = "20, 20", expect = ACCEPTABLE, desc = "The login of 20 came last.")
    @Outcome(expect = FORBIDDEN, desc = "The memory and the store differ about which came last.")
    @State
    public static class TwoLogins {

        private final OneGrant grant = OneGrant.fresh();

        @Actor
        public void one() {
            grant.authorize(10);
        }

        @Actor
        public void other() {
            grant.authorize(20);
        }

        @Arbiter
        public void afterwards(II_Result result) {
            result.r1 = grant.accessToken();
            result.r2 = grant.stored();
        }
    }

    @JCStressTest
    @Outcome(id = "1, -2, -2", expect = ACCEPTABLE, desc = "Replaced, and then forgotten.")
    @Outcome(id = "-2, -2, -2", expect = ACCEPTABLE, desc = "Forgotten: there is no replacement.")
    @Outcome(expect = FORBIDDEN, desc = "A refused token brought a forgotten grant back.")
    @State
    public static class ForgottenWhileRefused {

        private final OneGrant grant = OneGrant.fresh();

        @Actor
        public void caller(III_Result result) {
            result.r1 = grant.replacementFor(0);
        }

        @Actor
        public void logout() {
            grant.forget();
        }

        @Arbiter
        public void afterwards(III_Result result) {
            result.r2 = grant.accessToken();
            result.r3 = grant.stored();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The refresh goes on, and what it brings is found.")
    @Outcome(expect = FORBIDDEN, desc = "An eviction lost a token, or led to a second request.")
    @State
    public static class EvictedWhileARefreshSettles {

        private final OneGrant grant = OneGrant.due();

        public EvictedWhileARefreshSettles() {
            grant.startHeld();
        }

        @Actor
        public void refresh() {
            grant.runHeld();
        }

        @Actor
        public void eviction() {
            grant.evicted();
        }

        @Arbiter
        public void afterwards(II_Result result) {
            result.r1 = grant.accessToken();
            result.r2 = grant.requests();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Both calls came before the refresh had ended.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The refresh ended between them.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both calls came after the refresh had ended.")
    @Outcome(expect = FORBIDDEN, desc = "A caller got an older token after a newer one, or had to wait.")
    @State
    public static class ReaderWhileARefreshSettles {

        private final OneGrant grant = OneGrant.due();

        public ReaderWhileARefreshSettles() {
            grant.startHeld();
        }

        @Actor
        public void refresh() {
            grant.runHeld();
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = grant.accessToken();
            result.r2 = grant.accessToken();
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "A call that got through outweighs one that was refused.")
    @Outcome(expect = FORBIDDEN, desc = "The guard against loops holds for a token that is known to work.")
    @State
    public static class AcceptedWhileRefusedAgain {

        private final OneGrant grant = OneGrant.fresh();

        @Actor
        public void accepted() {
            grant.accepted(0);
        }

        @Actor
        public void refused() {
            grant.refusedAgain(0);
        }

        @Arbiter
        public void afterwards(I_Result result) {
            result.r1 = grant.replacementFor(0);
        }
    }
}
