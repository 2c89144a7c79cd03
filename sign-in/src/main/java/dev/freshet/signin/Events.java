package dev.freshet.signin;

/** Where events of this package go. */
@FunctionalInterface
interface Events {

    /** Tells everybody who wants to know. Never fails. */
    void fire(Object event);
}
