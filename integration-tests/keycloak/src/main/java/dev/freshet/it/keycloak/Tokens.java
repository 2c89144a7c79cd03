package dev.freshet.it.keycloak;

/** The tokens of one login. Never prints them. */
public record Tokens(String accessToken, String refreshToken) {

    @Override
    public String toString() {
        return "Tokens[***]";
    }
}
