package dev.freshet.jakarta.cdi;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the client registration whose access tokens a call carries.
 *
 * <p>On a MicroProfile Rest Client interface: each of its calls carries a token. On an injection point of a
 * {@link jakarta.ws.rs.client.Client}, {@link jakarta.ws.rs.client.WebTarget} or
 * {@link dev.freshet.refresh.TokenSource}: the one of that registration. All injection points share one {@code Client},
 * which ends with the application; do not close it.
 */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface OAuth2Client {

    /** The name of the registration: the second part of its properties, {@code freshet.<client>...}. */
    @Nonbinding
    String value() default "default";

    /** This annotation as a value, to look a bean up. */
    final class Literal extends AnnotationLiteral<OAuth2Client> implements OAuth2Client {

        private static final long serialVersionUID = 1L;

        private final String value;

        /** The annotation that names this client. */
        public Literal(String value) {
            this.value = value;
        }

        @Override
        public String value() {
            return value;
        }
    }
}
