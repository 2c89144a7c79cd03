package dev.freshet.cli;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.Grant;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import java.util.List;

/** Obtains a grant by a user's name and password, for servers that still have it. */
final class PasswordCommand implements Command {

    private static final String USERNAME = "--username";
    private static final String SCOPE = "--scope";
    private static final String FROM_INPUT = "--password-stdin";

    @Override
    public String name() {
        return "password";
    }

    @Override
    public String usage() {
        return """
              password    obtains a grant by a user's name and password and stores it; few servers still allow that
                --username NAME      who; without it the username and password of the configuration, with grant=password
                --password-stdin     the password is a line of the standard input, the first one or that after the
                                     database's; else it is asked for
                --scope "A B"        in place of freshet.<client>.scope
            """;
    }

    @Override
    public List<String> options() {
        return List.of(USERNAME, SCOPE);
    }

    @Override
    public List<String> flags() {
        return List.of(FROM_INPUT);
    }

    @Override
    public boolean bringsGrants() {
        return true;
    }

    @Override
    public Exit run(Arguments arguments, Application application, Terminal terminal) {
        GrantKey key = application.key();
        ClientSettings client = application.named();
        try (TokenSources sources = application.sources(client, event -> {})) {
            new Arrival(sources, key, terminal).bring(request(arguments, Application.registration(client), terminal));
            return Exit.DONE;
        }
    }

    private static TokenRequest request(Arguments arguments, ClientRegistration registration, Terminal terminal) {
        String scope = arguments.has(SCOPE)
                ? arguments.value(SCOPE)
                : registration.scope().orElse(null);
        if (!arguments.has(USERNAME)
                && !arguments.has(FROM_INPUT)
                && registration.grant() instanceof Grant.Direct direct
                && direct.request() instanceof TokenRequest.Password configured) {
            return new TokenRequest.Password(configured.username(), configured.password(), scope);
        }
        return new TokenRequest.Password(
                arguments.required(USERNAME, "the user's name"),
                terminal.secret("password", arguments.has(FROM_INPUT), FROM_INPUT),
                scope);
    }
}
