package dev.freshet.signin;

import java.util.Set;

/**
 * Who is signed in in a session. Immutable.
 *
 * @param grantId the grant that has the user's tokens
 * @param scopes what was granted
 * @param csrf what a page has to bring along to sign out. A secret.
 */
record User(String grantId, IdTokenClaims claims, Set<String> scopes, String csrf) {

    User {
        scopes = Set.copyOf(scopes);
    }

    @Override
    public String toString() {
        return "User[" + grantId + "]";
    }
}
