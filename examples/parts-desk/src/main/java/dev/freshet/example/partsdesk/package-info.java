/**
 * A parts desk: people in a car workshop look up spare parts at a partner's protected API. Start at {@link
 * dev.freshet.example.partsdesk.PartsApi}, which is all it takes to call with a valid token, and {@link
 * dev.freshet.example.partsdesk.PartsDesk}, which uses it. The rest shows what happens to the tokens meanwhile.
 */
@NullMarked
package dev.freshet.example.partsdesk;

import org.jspecify.annotations.NullMarked;
