package dev.freshet.refresh;

import dev.freshet.store.GrantKey;

/**
 * The windows of one grant on one node.
 *
 * @param spread from 0 to 1: where within its range the margin lies, so that neither all grants of a node nor all nodes with
 *     a grant renew at the same time. Always the same for a node and a grant.
 */
record Terms(RefreshPolicy policy, double spread) {

    /** The terms of a grant on the node of this name. */
    static Terms of(RefreshPolicy policy, String node, GrantKey key) {
        int hash = 31 * (31 * node.hashCode() + key.client().hashCode())
                + key.grantId().hashCode();
        // The multiplier of Fibonacci hashing: names that differ in their last letter end up far apart.
        return new Terms(policy, ((hash * 0x9E3779B9) >>> 8) / (double) (1 << 24));
    }
}
