package dev.freshet.signin;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** The principal of a user who has signed in. */
record SignedInPrincipal(String name) implements Principal {

    @Override
    public String getName() {
        return name;
    }

    /** By hand: the JDK 17 keeps the class whose generated method it linked last, and so an undeployed application. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignedInPrincipal that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
