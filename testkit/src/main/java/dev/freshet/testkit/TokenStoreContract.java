package dev.freshet.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.RefreshToken;
import dev.freshet.store.GrantKey;
import dev.freshet.store.Lease;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.StoredGrant.Unanswered;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Acquisition;
import dev.freshet.store.TokenStore.Versioned;
import dev.freshet.store.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every token store promises, as tests. Whoever writes a {@link TokenStore} extends this class and says how to get
 * at the store; JUnit 5 runs what is inherited.
 *
 * <pre>{@code
 * class MyTokenStoreTest extends TokenStoreContract {
 *     @Override
 *     protected TokenStore store() {
 *         return new MyTokenStore(database);
 *     }
 * }
 * }</pre>
 *
 * Each test begins with no rows. Leases are taken by the store's own clock: it may differ from that of this machine.
 */
@Timeout(60)
@SuppressWarnings("NullAway") // a null that a test does not expect fails it
public abstract class TokenStoreContract {

    private static final GrantKey KEY = GrantKey.ofApplication("parts");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int THREADS = 8;
    private static final Lease ENDED = new Lease("gone", NOW.minusSeconds(9), NOW.minusSeconds(1), "intent-hash");
    private static final String ODD =
            "quote \" backslash \\ slash / newline \n tab \t umlaut \u00fc key \uD83D\uDD11 \u05d0";

    private static final StoredGrant FULL = new StoredGrant(
            AccessToken.of("at-1", NOW, NOW.plusSeconds(60), "a b"),
            new RefreshToken("rt-1"),
            NOW.plusSeconds(3_600),
            "id-token-1",
            List.of("origin-1", "origin-2"),
            new Unanswered("unanswered-hash", NOW.minusSeconds(7)),
            "REFUSED",
            ENDED);

    /** For subclasses. */
    protected TokenStoreContract() {}

    /**
     * The store under test. Each call gives access to the same rows, if possible as another process would have it: by
     * an object of its own. Each test begins without any rows.
     */
    protected abstract TokenStore store();

    /**
     * A store that cannot do its work, such as one whose database is not there; empty if that cannot happen, as by
     * default. Then the tests about failures are skipped.
     */
    protected Optional<TokenStore> failingStore() {
        return Optional.empty();
    }

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
        StoredGrant grant = grant(ODD + "x".repeat(20_000));
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
                KEY,
                new GrantKey("parts", "alice"),
                new GrantKey("parts", "Alice"),
                new GrantKey("sales", "alice"),
                new GrantKey("parts", "../alice"),
                new GrantKey("parts", "a b/ü"),
                new GrantKey("pa", "rts-alice"));
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
        acquired(KEY, version, "me", null);
        assertEquals("me", row(KEY).grant().lease().owner());
    }

    @Test
    void refusesALeaseOfARowThatHasMovedOn() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        written(KEY, version, grant("y"));
        Optional<Versioned> now = store().read(KEY);
        assertEquals(new Acquisition.Moved(now), store().acquire(KEY, version, "me", LONG, null));
    }

    @Test
    void refusesALeaseOfARowThatIsGone() {
        Acquisition gone = new Acquisition.Moved(Optional.empty());
        assertEquals(gone, store().acquire(KEY, 3, "me", LONG, null));
        assertEquals(gone, store().acquire(KEY, TokenStore.ABSENT, "me", LONG, null));
    }

    @Test
    void givesALeaseBackByAnOrdinaryWrite() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        Acquisition.Acquired lease = (Acquisition.Acquired) store().acquire(KEY, version, "me", LONG, null);
        long next = written(KEY, lease.version(), grant("y"));
        assertNull(row(KEY).grant().lease());
        acquired(KEY, next, "other", null);
    }

    @Test
    void locksOutWhoeverLostTheLease() {
        Instant past = Instant.now().minusSeconds(1);
        Lease slow = new Lease("slow", past.minusSeconds(1), past, null);
        long stale = written(KEY, TokenStore.ABSENT, grant("x").withLease(slow));
        store().acquire(KEY, stale, "next", LONG, null);
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, stale, grant("late")));
    }

    @Test
    void letsOneOfManyWritersWin() throws Exception {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        assertEquals(1, winners(i -> store().compareAndSet(KEY, version, grant("w" + i))
                .isPresent()));
    }

    @Test
    void letsOneOfManyLeasersWin() throws Exception {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        assertEquals(
                1, winners(i -> store().acquire(KEY, version, "o" + i, LONG, null) instanceof Acquisition.Acquired));
    }

    @Test
    void givesBackEachFieldByItself() {
        Instant time = NOW.plusMillis(123);
        List<StoredGrant> grants = List.of(
                StoredGrant.of(AccessToken.of("at", NOW, time, null), null),
                StoredGrant.of(AccessToken.of("at", NOW, time, "scope"), null),
                StoredGrant.of(null, new RefreshToken("rt")),
                new StoredGrant(null, null, time, null, List.of(), null, null, null),
                StoredGrant.of(null, null).withIdToken("id-token"),
                new StoredGrant(null, null, null, null, List.of("origin"), null, null, null),
                new StoredGrant(null, null, null, null, List.of(), new Unanswered("hash", time), null, null),
                new StoredGrant(null, null, null, null, List.of(), null, "ANSWER_LOST", null),
                new StoredGrant(null, null, null, null, List.of(), null, null, new Lease("owner", NOW, time, null)),
                new StoredGrant(
                        null, null, null, null, List.of(), null, null, new Lease("owner", NOW, time, "intent")));
        for (int i = 0; i < grants.size(); i++) {
            GrantKey key = new GrantKey("parts", "field-" + i);
            written(key, TokenStore.ABSENT, grants.get(i));
            assertEquals(grants.get(i), row(key).grant());
        }
    }

    @Test
    void forgetsAFieldThatIsWrittenWithoutIt() {
        long version = written(KEY, TokenStore.ABSENT, FULL);
        written(KEY, version, StoredGrant.of(null, null));
        assertEquals(StoredGrant.of(null, null), row(KEY).grant());
    }

    @Test
    void keepsAScopeThatWasNotNamedApartFromAnEmptyOne() {
        long version = written(KEY, TokenStore.ABSENT, StoredGrant.of(AccessToken.of("at", NOW, NOW, null), null));
        assertEquals(Optional.empty(), row(KEY).grant().accessToken().scope());
        written(KEY, version, StoredGrant.of(AccessToken.of("at", NOW, NOW, ""), null));
        assertEquals(Optional.of(""), row(KEY).grant().accessToken().scope());
    }

    @Test
    void keepsTimesToTheMillisecondAndFarAway() {
        for (String text : List.of(
                "2026-01-01T00:00:00.001Z",
                "2026-12-31T23:59:59.999Z",
                "1969-12-31T23:59:59.500Z",
                "9999-12-31T23:59:59.999Z")) {
            Instant time = Instant.parse(text);
            GrantKey key = new GrantKey("parts", text);
            written(
                    key,
                    TokenStore.ABSENT,
                    new StoredGrant(
                            AccessToken.of("at", time, time, null),
                            null,
                            time,
                            null,
                            List.of(),
                            new Unanswered("hash", time),
                            null,
                            new Lease("owner", time, time, null)));
            StoredGrant grant = row(key).grant();
            assertEquals(time, grant.accessToken().obtainedAt());
            assertEquals(time, grant.accessToken().expiresAt());
            assertEquals(time, grant.refreshTokenExpiresAt());
            assertEquals(time, grant.unanswered().since());
            assertEquals(time, grant.lease().until());
        }
    }

    @Test
    void keepsTextsOfAnyCharactersInEveryField() {
        StoredGrant odd = new StoredGrant(
                AccessToken.of(ODD, NOW, NOW.plusSeconds(60), ODD),
                new RefreshToken(ODD),
                null,
                ODD,
                List.of(ODD, ODD + "2"),
                new Unanswered(ODD, NOW),
                ODD,
                new Lease(ODD, NOW, NOW, ODD));
        written(KEY, TokenStore.ABSENT, odd);
        assertEquals(odd, row(KEY).grant());
        assertEquals(Optional.of(ODD), row(KEY).grant().accessToken().scope());
    }

    @Test
    void keepsOriginsInTheirOrder() {
        List<String> origins = new ArrayList<>();
        for (int i = 20; i > 0; i--) {
            origins.add("origin-" + i);
        }
        written(KEY, TokenStore.ABSENT, new StoredGrant(null, null, null, null, origins, null, null, null));
        assertEquals(origins, row(KEY).grant().origins());
    }

    @Test
    void keepsGrantsOfOddNamesApart() {
        List<String> names = List.of(
                "alice",
                "Alice",
                "ALICE",
                " alice",
                "alice ",
                "al\u0000ice",
                "alice\n",
                ".",
                "..",
                "/",
                "\\",
                "a/b",
                "a\\b",
                "a:b",
                "CON",
                "*",
                "%",
                "'; drop table grants; --",
                "\u00e9",
                "e\u0301",
                "\uD83D\uDD11",
                "\u05d0",
                "alice.json",
                "x".repeat(255),
                "x".repeat(256),
                "x".repeat(10_000));
        for (String name : names) {
            written(new GrantKey("parts", name), TokenStore.ABSENT, grant("of " + name));
        }
        for (String name : names) {
            assertEquals(grant("of " + name), row(new GrantKey("parts", name)).grant());
        }
    }

    @Test
    void keepsClientsOfSimilarNamesApart() {
        List<GrantKey> keys = List.of(
                new GrantKey("parts", "x"),
                new GrantKey("Parts", "x"),
                new GrantKey("parts_", "x"),
                new GrantKey("parts/", "x"),
                new GrantKey("parts-x", "y"),
                new GrantKey("parts", "x-y"));
        for (GrantKey key : keys) {
            written(key, TokenStore.ABSENT, grant(key.toString()));
        }
        for (GrantKey key : keys) {
            assertEquals(grant(key.toString()), row(key).grant());
        }
    }

    @Test
    void leavesOtherGrantsAloneWhenOneIsRemoved() {
        GrantKey other = new GrantKey("parts", "alice");
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        long others = written(other, TokenStore.ABSENT, grant("y"));
        assertTrue(store().remove(KEY, version));
        assertEquals(new Versioned(others, grant("y")), row(other));
    }

    @Test
    void doesNotTakeTheVersionOfOneGrantForAnother() {
        GrantKey other = new GrantKey("parts", "alice");
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        assertEquals(OptionalLong.empty(), store().compareAndSet(other, version, grant("y")));
        assertFalse(store().remove(other, version));
        assertEquals(Optional.empty(), store().read(other));
    }

    @Test
    void keepsTheVersionWhereNothingWasWritten() {
        Versioned before = new Versioned(written(KEY, TokenStore.ABSENT, FULL), FULL);
        store().compareAndSet(KEY, TokenStore.ABSENT, grant("late"));
        store().compareAndSet(KEY, before.version() + 1, grant("late"));
        store().remove(KEY, before.version() + 1);
        store().acquire(KEY, before.version() + 1, "me", LONG, "hash");
        assertEquals(before, row(KEY));
    }

    @Test
    void doesNotWriteTwiceWithOneVersion() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        written(KEY, version, grant("y"));
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, version, grant("y")), "though it is the same");
    }

    @Test
    void neverGivesAVersionTwice() {
        Set<Long> versions = new HashSet<>(Set.of(TokenStore.ABSENT));
        for (int life = 0; life < 10; life++) {
            long version = written(KEY, TokenStore.ABSENT, grant("x"));
            assertTrue(versions.add(version), "of a first write");
            version = written(KEY, version, grant("x"));
            assertTrue(versions.add(version), "of a second write");
            version = acquired(KEY, version, "me", null).version();
            assertTrue(versions.add(version), "of a lease");
            assertTrue(store().remove(KEY, version));
        }
    }

    @Test
    void isNotDeceivedByARowThatWasRemovedAndWrittenAgainTheSame() {
        long before = written(KEY, TokenStore.ABSENT, grant("x"));
        store().remove(KEY, before);
        Versioned again = new Versioned(written(KEY, TokenStore.ABSENT, grant("x")), grant("x"));
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, before, grant("late")));
        assertFalse(store().remove(KEY, before));
        assertEquals(new Acquisition.Moved(store().read(KEY)), store().acquire(KEY, before, "me", LONG, null));
        assertEquals(again, row(KEY));
    }

    @Test
    void writesWhereARowWasRemoved() {
        store().remove(KEY, written(KEY, TokenStore.ABSENT, grant("x")));
        long version = written(KEY, TokenStore.ABSENT, grant("y"));
        assertEquals(new Versioned(version, grant("y")), row(KEY));
    }

    @Test
    void leavesARowThatWasReadAsItWas() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        Versioned read = row(KEY);
        written(KEY, version, grant("y"));
        assertEquals(new Versioned(version, grant("x")), read);
    }

    @Test
    void keepsEverythingElseOfALeasedRow() {
        long version = written(KEY, TokenStore.ABSENT, FULL);
        acquired(KEY, version, "me", "hash");
        assertEquals(FULL.withLease(null), row(KEY).grant().withLease(null));
    }

    @Test
    void movesARowOnByALease() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        acquired(KEY, version, "me", null);
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, version, grant("late")));
        assertFalse(store().remove(KEY, version));
        assertEquals(new Acquisition.Moved(store().read(KEY)), store().acquire(KEY, version, "me", LONG, null));
    }

    @Test
    void leasesForAsLongAsAskedFor() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        acquired(KEY, version, "me", null);
        Lease lease = row(KEY).grant().lease();
        long millis = Duration.between(lease.since(), lease.until()).toMillis();
        assertTrue(Math.abs(millis - LONG.toMillis()) <= 1, () -> millis + " ms");
    }

    @Test
    void writesNothingWhereALeaseIsRefused() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        acquired(KEY, version, "me", "hash");
        Versioned leased = row(KEY);
        store().acquire(KEY, leased.version(), "other", LONG, "other-hash");
        assertEquals(leased, row(KEY));
    }

    @Test
    void endsALeaseByItselfAndLeavesItsIntentToTheNext() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        store().acquire(KEY, version, "crashing", Duration.ofMillis(20), "intent");
        Versioned leased = row(KEY);
        Acquisition next = store().acquire(KEY, leased.version(), "next", LONG, "other");
        while (next instanceof Acquisition.Held) {
            Thread.onSpinWait();
            next = store().acquire(KEY, leased.version(), "next", LONG, "other");
        }
        assertInstanceOf(Acquisition.Acquired.class, next);
        assertEquals("crashing", leased.grant().lease().owner());
        assertEquals("intent", leased.grant().lease().intent());
        assertEquals("next", row(KEY).grant().lease().owner());
    }

    /** Who takes a lease over may not hear that it has, or crash: the next has to learn since when the token is in doubt. */
    @Test
    void remembersSinceWhenARefreshTokenMayHaveBeenPresented() {
        long version = written(KEY, TokenStore.ABSENT, grant("x").withLease(ENDED));
        acquired(KEY, version, "next", ENDED.intent());
        Lease lease = row(KEY).grant().lease();
        assertEquals("next", lease.owner());
        assertEquals(ENDED.since(), lease.since());
        assertTrue(lease.until().isAfter(Instant.now()));
    }

    @Test
    void beginsAnewWithAnotherRefreshToken() {
        long version = written(KEY, TokenStore.ABSENT, grant("x").withLease(ENDED));
        acquired(KEY, version, "next", "other");
        assertTrue(row(KEY).grant().lease().since().isAfter(ENDED.until()));
    }

    @Test
    void givesALeaseThatHasEndedToItsOwnerTooAsANewOne() {
        long version = written(KEY, TokenStore.ABSENT, grant("x").withLease(ENDED));
        long leased = acquired(KEY, version, ENDED.owner(), null).version();
        assertNotEquals(version, leased);
        assertEquals(leased, row(KEY).version());
        assertTrue(row(KEY).grant().lease().until().isAfter(Instant.now()));
    }

    @Test
    void namesTheGrantsOfAClient() {
        assertEquals(Set.of(), grantIds("parts"));
        written(KEY, TokenStore.ABSENT, grant("x"));
        long version = written(new GrantKey("parts", ODD), TokenStore.ABSENT, grant("y"));
        written(new GrantKey("parts-2", "z"), TokenStore.ABSENT, grant("z"));
        assertEquals(Set.of(GrantKey.APPLICATION, ODD), grantIds("parts"));
        assertEquals(Set.of("z"), grantIds("parts-2"));
        store().remove(new GrantKey("parts", ODD), version);
        assertEquals(Set.of(GrantKey.APPLICATION), grantIds("parts"));
    }

    private Set<String> grantIds(String client) {
        List<String> ids = store().grantIds(client);
        assertEquals(ids.size(), Set.copyOf(ids).size(), "each once");
        return Set.copyOf(ids);
    }

    @Test
    void letsAnybodyWithTheVersionOverwriteALease() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        long leased = acquired(KEY, version, "me", null).version();
        long login = written(KEY, leased, grant("login"));
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, leased, grant("mine")), "lost to its owner");
        assertEquals(new Versioned(login, grant("login")), row(KEY));
    }

    @Test
    void removesALeasedRow() {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        long leased = acquired(KEY, version, "me", null).version();
        assertTrue(store().remove(KEY, leased));
        assertEquals(OptionalLong.empty(), store().compareAndSet(KEY, leased, grant("late")));
        assertEquals(Optional.empty(), store().read(KEY));
    }

    @Test
    void leasesEachGrantByItself() {
        GrantKey other = new GrantKey("parts", "alice");
        acquired(KEY, written(KEY, TokenStore.ABSENT, grant("x")), "me", null);
        acquired(other, written(other, TokenStore.ABSENT, grant("y")), "me", null);
    }

    @Test
    void letsOneOfManyMakeARow() throws Exception {
        assertEquals(1, winners(i -> store().compareAndSet(KEY, TokenStore.ABSENT, grant("w" + i))
                .isPresent()));
    }

    @Test
    void letsOneOfManyRemoversWin() throws Exception {
        long version = written(KEY, TokenStore.ABSENT, grant("x"));
        assertEquals(1, winners(i -> store().remove(KEY, version)));
    }

    @Test
    void letsOneOfManyWinWhateverTheyDo() throws Exception {
        for (int round = 0; round < 20; round++) {
            GrantKey key = new GrantKey("parts", "round-" + round);
            long version = written(key, TokenStore.ABSENT, grant("x"));
            assertEquals(1, winners(i -> switch (i % 3) {
                case 0 -> store().compareAndSet(key, version, grant("w" + i)).isPresent();
                case 1 -> store().remove(key, version);
                default -> store().acquire(key, version, "o" + i, LONG, null) instanceof Acquisition.Acquired;
            }));
        }
    }

    @Test
    void losesNoWriteOfManyWriters() throws Exception {
        int each = 10;
        written(KEY, TokenStore.ABSENT, grant("0"));
        winners(i -> {
            for (int written = 0; written < each; ) {
                Versioned seen = row(KEY);
                int count = Integer.parseInt(seen.grant().refreshToken().value());
                written += store().compareAndSet(KEY, seen.version(), grant("" + (count + 1)))
                                .isPresent()
                        ? 1
                        : 0;
            }
            return true;
        });
        assertEquals(grant("" + each * THREADS), row(KEY).grant());
    }

    @Test
    void showsNoReaderAHalfOfARow() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        written(KEY, TokenStore.ABSENT, pair(0));
        int readers = winners(i -> {
            if (i == 0) {
                for (int n = 1; n <= 50; n++) {
                    written(KEY, row(KEY).version(), pair(n));
                }
                done.set(true);
                return false;
            }
            while (!done.get()) {
                StoredGrant seen = row(KEY).grant();
                assertEquals(seen.refreshToken().value(), seen.accessToken().value());
            }
            return true;
        });
        assertEquals(THREADS - 1, readers);
    }

    private static StoredGrant pair(int number) {
        String text = number + "x".repeat(number * 100);
        return StoredGrant.of(AccessToken.of(text, NOW, NOW.plusSeconds(60), null), new RefreshToken(text));
    }

    private TokenStore failing() {
        Optional<TokenStore> failing = failingStore();
        Assumptions.assumeTrue(failing.isPresent(), "this store cannot fail");
        return failing.get();
    }

    @Test
    void saysThatItCannotRead() {
        TokenStore failing = failing();
        assertThrows(TokenStoreException.class, () -> failing.read(KEY));
    }

    @Test
    void saysThatItCannotWrite() {
        TokenStore failing = failing();
        assertThrows(TokenStoreException.class, () -> failing.compareAndSet(KEY, TokenStore.ABSENT, FULL));
    }

    @Test
    void saysThatItCannotRemove() {
        TokenStore failing = failing();
        assertThrows(TokenStoreException.class, () -> failing.remove(KEY, 1));
    }

    @Test
    void saysThatItCannotLease() {
        TokenStore failing = failing();
        assertThrows(TokenStoreException.class, () -> failing.acquire(KEY, 1, "me", LONG, null));
    }

    @Test
    void showsNoTokenInTheMessageOfAFailure() {
        TokenStore failing = failing();
        Throwable failure =
                assertThrows(TokenStoreException.class, () -> failing.compareAndSet(KEY, TokenStore.ABSENT, FULL));
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertFalse(cause.toString().contains("rt-1") || cause.toString().contains("at-1"), cause.toString());
        }
    }

    private Acquisition.Acquired acquired(GrantKey key, long version, String owner, @Nullable String intent) {
        return assertInstanceOf(Acquisition.Acquired.class, store().acquire(key, version, owner, LONG, intent));
    }

    private interface Attempt {
        boolean wins(int number);
    }

    private static int winners(Attempt attempt) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier barrier = new CyclicBarrier(THREADS);
            List<Future<Boolean>> attempts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
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
