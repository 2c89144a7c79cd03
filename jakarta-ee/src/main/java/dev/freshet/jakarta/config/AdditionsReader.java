package dev.freshet.jakarta.config;

import dev.freshet.oauth.TokenRequestAdditions;
import java.util.Map;
import java.util.Set;

/** Reads what the token requests of a client carry beyond what OAuth 2.0 asks. */
final class AdditionsReader {

    private final ClientProperties properties;
    private final Map<Key, Set<String>> names;

    /** @param names as {@link PropertyNames#namesOf} finds them */
    AdditionsReader(ClientProperties properties, Map<Key, Set<String>> names) {
        this.properties = properties;
        this.names = names;
    }

    TokenRequestAdditions read() {
        return added(
                added(TokenRequestAdditions.NONE, Key.TOKEN_PARAMETERS, TokenRequestAdditions::withParameter),
                Key.TOKEN_HEADERS,
                TokenRequestAdditions::withHeader);
    }

    private interface Step {
        TokenRequestAdditions add(TokenRequestAdditions before, String name, String value);
    }

    private TokenRequestAdditions added(TokenRequestAdditions before, Key key, Step step) {
        TokenRequestAdditions additions = before;
        for (String name : properties.names(key, names.getOrDefault(key, Set.of()))) {
            String value = properties.named(key, name);
            if (key == Key.TOKEN_PARAMETERS && isSaidByTheGrant(name)) {
                properties.namedProblem(
                        key,
                        name,
                        "is said by the grant token-exchange itself: write " + Key.PREFIX + properties.client() + "."
                                + name + " instead");
            } else if (value == null) {
                properties.missingNamed(key, name);
            } else {
                additions = added(additions, key, step, name, value);
            }
        }
        return additions;
    }

    private TokenRequestAdditions added(TokenRequestAdditions before, Key key, Step step, String name, String value) {
        try {
            return step.add(before, name, value);
        } catch (IllegalArgumentException e) {
            properties.namedProblem(key, name, "is refused: " + e.getMessage());
            return before;
        }
    }

    private boolean isSaidByTheGrant(String parameter) {
        return "token-exchange".equals(properties.text(Key.GRANT))
                && (parameter.equals(Key.AUDIENCE.text()) || parameter.equals(Key.RESOURCE.text()));
    }
}
