package dev.freshet.it.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A scenario that has no outcome on a client runtime, because the runtime itself, without Freshet, does now this and now
 * that. Stands on a test that takes the place of the contract's, and is left out. Whatever can be asserted is a
 * {@link Deviation} instead.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ApplicableCondition.class)
public @interface NotApplicable {

    /** The reason that lies in the runtime, as a sentence. */
    String value();
}
