package dev.freshet.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names one grant: one authorization that one client holds. The same user in two browsers has two grants. Immutable.
 *
 * @param client the name of the client registration
 * @param grantId the name of the authorization within that client
 */
public record GrantKey(String client, String grantId) {

    /** The grant id of the authorization that an application holds for itself, not for one of its users. */
    public static final String APPLICATION = "application";

    /** @throws IllegalArgumentException if either name is blank */
    public GrantKey {
        if (client.isBlank() || grantId.isBlank()) {
            throw new IllegalArgumentException("The names of a client and of a grant must not be blank");
        }
    }

    /** The key of the grant that the application itself holds. */
    public static GrantKey ofApplication(String client) {
        return new GrantKey(client, APPLICATION);
    }

    /** The SHA-256 of both names in hexadecimal. Grant ids can be of any length and characters, and may name a person. */
    String hash() {
        try {
            byte[] names = (client + "\n" + grantId).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(names));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** By hand: the JDK 17 keeps the class whose generated method it linked last, and so an undeployed application. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GrantKey that && client.equals(that.client) && grantId.equals(that.grantId);
    }

    @Override
    public String toString() {
        return grantId.equals(APPLICATION) ? client : client + "/" + grantId;
    }
}
