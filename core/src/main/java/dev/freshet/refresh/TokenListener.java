package dev.freshet.refresh;

/** Is told what happens to tokens. Called by many threads at once; what it throws is logged and changes nothing. */
@FunctionalInterface
public interface TokenListener {

    /**
     * Called after the event took effect, on the thread that caused it. Return soon: while this runs, that thread does
     * nothing else.
     */
    void onEvent(TokenEvent event);
}
