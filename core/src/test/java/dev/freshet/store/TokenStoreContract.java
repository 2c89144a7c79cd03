package dev.freshet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.store.TokenStore.Acquisition;
import dev.freshet.store.TokenStore.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every token store promises. */
@Timeout(60)
abstract class TokenStoreContract {

    private static final GrantKey KEY = GrantKey.ofApplication("parts");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    static final StoredGrant FULL = new StoredGrant(
            AccessToken.of("at-1", NOW, NOW.plusSeconds(60), "a b"),
            new RefreshToken("rt-1"),
            NOW.plusSeconds(3_600),
            List.of("origin-1", "origin-2"),
            new StoredGrant.Unanswered("unanswered-hash", NOW.minusSeconds(7)),
            "REFUSED",
            new Lease("somebody", NOW, NOW.plusSeconds(5), "intent-hash"));

    /** The store under test. Each call gives access to the same rows, as another process would have it. */
    abstract TokenStore store();

    private static StoredGrant grant(String refreshToken) {
        return StoredGrant.of(null, new RefreshToken(refreshToken));
    }

    private long written(GrantKey key, long expected, StoredGrant grant) {
        OptionalLong version = store().compareAndSet(key, expected, grant);
        assertTrue(version.isPresent(), "written");
        return version.getAsLong();
    }

    private Versioned row(GrantKey key) {
        return store().read(key).orElseThrow();
    }

    @Test
    void hasNoRowAtFirst() {
        assertEquals(Optional.empty(), store().read(KEY));
    }

    @Test
    void givesBackEverythingThatWasWritten() {
        long version = written(KEY, TokenStore.ABSENT, FULL);
        assertEquals(new Versioned(version, FULL), row(KEY));
        AccessToken token = row(KEY).grant().accessToken();
        assertEquals(FULL.accessToken().obtainedAt(), token.obtainedAt());
        assertEquals(FULL.accessToken().expiresAt(), token.expiresAt());
        assertEquals(Optional.of("a b"), token.scope());
    }

    @Test
    void givesBackARowOfNothing() {
        StoredGrant nothing = StoredGrant.of(null, null);
        written(KEY, TokenStore.ABSENT, nothing);
        assertEquals(nothing, row(KEY).grant());
    }

    @Test
    void keepsTokensOfAnyCharacters() {
        StoredGrant grant = grant("quote \" backslash \\ newline \n umlaut ü emoji \uD83D\uDD11 " + "x".repeat(20_000));
        written(KEY, TokenStore.ABSENT, grant);
        assertEquals(grant, row(KEY).grant());
    }

    @Test
    void doesNotWriteWhereARowIsAlready() {
        written(KEY, TokenStore.ABSENT, grant("first"));
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, TokenStore.ABSENT, grant("second")));
        assertEquals(grant("first"), row(KEY).grant());
    }

    @Test
    void doesNotWriteWhereNoRowIs() {
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, 7, grant("x")));
        assertEquals(Optional.empty(), store().read(KEY));
    }

    @Test
    void replacesARowOfTheVersionNamed() {
        long first = written(KEY, TokenStore.ABSENT, grant("first"));
        long second = written(KEY, first, grant("second"));
        assertNotEquals(first, second);
        assertEquals(new Versioned(second, grant("second")), row(KEY));
    }

    @Test
    void doesNotReplaceARowThatHasMovedOn() {
        long first = written(KEY, TokenStore.ABSENT, grant("first"));
        written(KEY, first, grant("second"));
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, first, grant("late")));
        assertEquals(grant("second"), row(KEY).grant());
    }

    @Test
    void keepsGrantsApart() {
        List<GrantKey> keys = List.of(
                KEY, new GrantKey("parts", "alice"), new GrantKey("parts", "Alice"), new GrantKey("sales", "alice"),
                new GrantKey("parts", "../alice"), new GrantKey("parts", "a b/ü"), new GrantKey("pa", "rts-alice"));
        for (GrantKey key : keys) {
            written(key, TokenStore.ABSENT, grant(key.toString()));
        }
        for (GrantKey key : keys) {
            assertEquals(grant(key.toString()), row(key).grant());
        }
    }

    @Test
    void removesARowOfTheVersionNamed() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        assertTrue(store().remove(KEY, version));
        assertEquals(Optional.empty(), store().read(KEY));
    }

    @Test
    void doesNotRemoveARowThatHasMovedOn() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        written(KEY, version, grant("y"));
        assertFalse(store().remove(KEY, version));
        assertEquals(grant("y"), row(KEY).grant());
    }

    @Test
    void removesNothingWhereNothingIs() {
        assertFalse(store().remove(KEY, TokenStore.ABSENT));
        assertFalse(store().remove(KEY, 5));
    }

    @Test
    void neverGivesAVersionTwiceAcrossARemoval() {
        long before = written(KEY, TokenStore.ABSENT, grant("x"));
        store().remove(KEY, before);
        written(KEY, TokenStore.ABSENT, grant("y"));
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, before, grant("late")));
        assertEquals(grant("y"), row(KEY).grant());
    }

    @Test
    void leasesAFreeRowAndWritesTheIntent() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        Acquisition lease = store().acquire(KEY, version, "me", LONG, "hash");
        long leased = assertInstanceOf(Acquisition.Acquired.class, lease).version();
        assertEquals(leased, row(KEY).version());
        assertEquals("me", row(KEY).grant().lease().owner());
        assertEquals("hash", row(KEY).grant().lease().intent());
        assertEquals(grant("x"), row(KEY).grant().withLease(null));
    }

    @Test
    void refusesALeaseThatIsHeldToAnybody() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        store().acquire(KEY, version, "me", LONG, null);
        Versioned row = row(KEY);
        for (String owner : List.of("me", "other")) {
            Acquisition second = store().acquire(KEY, row.version(), owner, LONG, null);
            assertEquals(new Acquisition.Held(row.grant().lease().until()), second);
        }
    }

    @Test
    void givesALeaseThatHasEndedToTheNext() {
        Instant past = Instant.now().minusSeconds(1);
        Lease dead = new Lease("dead", past.minusSeconds(1), past, "hash");
        long version = written(KEY, TokenStore.ABSENT, grant("x").withLease(dead));
        Acquisition.Acquired lease = (Acquisition.Acquired) store().acquire(KEY, version, "me", LONG, null);
        assertEquals(dead, lease.abandoned());
    }

    @Test
    void refusesALeaseOfARowThatHasMovedOn() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        written(KEY, version, grant("y"));
        assertEquals(new Acquisition.Moved(), store().acquire(KEY, version, "me", LONG, null));
    }

    @Test
    void refusesALeaseOfARowThatIsGone() {
        assertEquals(new Acquisition.Moved(), store().acquire(KEY, 3, "me", LONG, null));
        assertEquals(new Acquisition.Moved(), store().acquire(KEY, TokenStore.ABSENT, "me", LONG, null));
    }

    @Test
    void givesALeaseBackByAnOrdinaryWrite() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        Acquisition.Acquired lease = (Acquisition.Acquired) store().acquire(KEY, version, "me", LONG, null);
        long next = written(KEY, lease.version(), grant("y"));
        Acquisition.Acquired after = (Acquisition.Acquired) store().acquire(KEY, next, "other", LONG, null);
        assertNull(after.abandoned());
    }

    @Test
    void locksOutWhoeverLostTheLease() {
        Instant past = Instant.now().minusSeconds(1);
        long stale = written(KEY, TokenStore.ABSENT, grant("x").withLease(new Lease("slow", past.minusSeconds(1), past, null)));
        store().acquire(KEY, stale, "next", LONG, null);
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, stale, grant("late")));
    }

    @Test
    void letsOneOfManyWritersWin() throws Exception {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        assertEquals(1, winners(i -> store().compareAndSet(KEY, version, grant("w" + i)).isPresent()));
    }

    @Test
    void letsOneOfManyLeasersWin() throws Exception {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        assertEquals(
                1,
                winners(i -> store().acquire(KEY, version, "o" + i, LONG, null) instanceof Acquisition.Acquired));
    }

    private interface Attempt {
        boolean wins(int number);
    }

    private static int winners(Attempt attempt) throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier barrier = new CyclicBarrier(threads);
            List<Future<Boolean>> attempts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                attempts.add(pool.submit(() -> {
                    barrier.await();
                    return attempt.wins(number);
                }));
            }
            int winners = 0;
            for (Future<Boolean> each : attempts) {
                winners += each.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            return winners;
        } finally {
            pool.shutdownNow();
        }
    }
}
