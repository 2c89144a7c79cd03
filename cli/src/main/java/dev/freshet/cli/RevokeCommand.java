package dev.freshet.cli;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.refresh.TokenEvent;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.TokenStore.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Removes a grant and gives its refresh token back to the server.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7009">RFC 7009</a>
 */
final class RevokeCommand implements Command {

    @Override
    public String name() {
        return "revoke";
    }

    @Override
    public String usage() {
        return """
              revoke      removes a grant here, and gives its refresh token back to the server; an application uses up
                          the access token that it has in its memory
            """;
    }

    @Override
    public List<String> options() {
        return List.of();
    }

    @Override
    public List<String> flags() {
        return List.of();
    }

    @Override
    public boolean bringsGrants() {
        return false;
    }

    @Override
    public Exit run(Arguments arguments, Application application, Terminal terminal) {
        GrantKey key = application.key();
        ClientSettings client = application.named();
        Application.registration(client);
        Optional<StoredGrant> stored = application.store(client).read(key).map(Versioned::grant);
        if (stored.filter(RevokeCommand::hasTokens).isEmpty()) {
            throw new CommandException(
                    Exit.REFUSED,
                    "FRESHET-0607: there is no grant '" + key + "' with a token. Look at what the command list says");
        }
        Queue<TokenEvent> events = new ConcurrentLinkedQueue<>();
        try (TokenSources sources = application.sources(client, events::add)) {
            sources.revoke(key.client(), key.grantId());
        }
        terminal.say("The grant '" + key + "' is removed here.");
        for (TokenEvent event : events) {
            if (event instanceof TokenEvent.RevocationFailed) {
                return Exit.NOT_REVOKED; // the log has said why
            }
            if (event instanceof TokenEvent.Revoked) {
                terminal.say("The server has taken its refresh token back.");
            }
        }
        return Exit.DONE;
    }

    private static boolean hasTokens(StoredGrant grant) {
        return grant.refreshToken() != null || grant.accessToken() != null;
    }
}
