package dev.freshet.it.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a client runtime makes impossible. Stands on a test that takes the place of one of the contract, and asserts what
 * happens instead.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Deviation {

    /** The reason that lies in the runtime, as a sentence. */
    String value();
}
