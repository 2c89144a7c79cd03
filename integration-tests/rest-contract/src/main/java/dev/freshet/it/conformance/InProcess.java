package dev.freshet.it.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A scenario that makes sense in a plain virtual machine only. Left out where the configuration parameter
 * {@value ApplicableCondition#INSIDE_SERVER} is true.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ApplicableCondition.class)
public @interface InProcess {

    /** Why, as a sentence. */
    String value();
}
