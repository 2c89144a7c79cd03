package dev.freshet.refresh;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * What callers get from one grant, whatever they do at the same time, they could have got one after the other; and nobody
 * waits for a refresh that nobody does. Each caller complains of the token it got last, and each login brings a new one.
 */
@Param(name = "caller", gen = ThreadIdGen.class)
public class LinearizabilityTest {

    private static final int MOST_CALLERS = 4;

    private final OneGrant grant = OneGrant.fresh();
    private final int[] got = new int[MOST_CALLERS];
    private final int[] logins = new int[MOST_CALLERS];

    @Operation
    public int accessToken(@Param(name = "caller") int caller) {
        int token = grant.accessToken();
        got[caller] = token < 0 ? got[caller] : token;
        return token;
    }

    /**
     * Says nothing of the replacement: a refusal counts at once, and others may get the replacement, and have it replaced,
     * before the one who complained does. What that one gets is raced for in {@link Races}.
     */
    @Operation
    public void refused(@Param(name = "caller") int caller) {
        grant.replacementFor(got[caller]);
    }

    @Operation
    public void authorize(@Param(name = "caller") int caller) {
        logins[caller]++;
        grant.authorize(1_000 * logins[caller] + 100 * caller);
    }

    @Operation
    public void forget() {
        grant.forget();
    }

    @Test
    void underStress() {
        new StressOptions()
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(40)
                .invocationsPerIteration(1_000)
                .check(LinearizabilityTest.class);
    }

    @Test
    void inEverySchedule() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(1)
                .iterations(20)
                .invocationsPerIteration(1_000)
                .check(LinearizabilityTest.class);
    }
}
