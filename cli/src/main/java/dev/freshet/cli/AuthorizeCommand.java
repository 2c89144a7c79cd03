package dev.freshet.cli;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.oauth.AuthorizationRequest;
import dev.freshet.oauth.AuthorizationServerMetadata;
import dev.freshet.oauth.CodeVerifier;
import dev.freshet.oauth.TokenRequest;
import dev.freshet.refresh.ClientRegistration;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Obtains a grant by a browser: the authorization code flow of a native application.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8252">RFC 8252</a>
 */
final class AuthorizeCommand implements Command {

    private static final int HIGHEST_PORT = 65_535;
    private static final String REDIRECT_URI = "--redirect-uri";
    private static final String SCOPE = "--scope";
    private static final String PROMPT = "--prompt";
    private static final String LOGIN_HINT = "--login-hint";
    private static final String WAIT = "--wait";
    private static final String OPEN = "--open";

    private static final String ANY_PORT = "http://127.0.0.1/callback";
    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int RANDOM_BYTES = 32;

    @Override
    public String name() {
        return "authorize";
    }

    @Override
    public String usage() {
        return """
              authorize   obtains a grant in a browser and stores it, also in place of one that has ended
                --redirect-uri URI   where the answer comes in: http, 127.0.0.1, localhost or [::1]; without a port any
                                     free one. Default: that of the configuration if it is such an address, else
                                     http://127.0.0.1/callback
                --scope "A B"        in place of freshet.<client>.scope
                --prompt WORDS       login, consent or select_account: what the server shall ask
                --login-hint NAME    who is expected to sign in
                --wait SECONDS       how long to wait for the answer; default 300
                --open               opens the browser; else the address is printed only
            """;
    }

    @Override
    public List<String> options() {
        return List.of(REDIRECT_URI, SCOPE, PROMPT, LOGIN_HINT, WAIT);
    }

    @Override
    public List<String> flags() {
        return List.of(OPEN);
    }

    @Override
    public boolean bringsGrants() {
        return true;
    }

    @Override
    public Exit run(Arguments arguments, Application application, Terminal terminal) {
        GrantKey key = application.key();
        ClientSettings client = application.named();
        Duration wait = wait(arguments);
        ClientRegistration registration = Application.registration(client);
        URI wanted = redirectUri(arguments, registration);
        String state = random();
        try (TokenSources sources = application.sources(client, event -> {});
                LoopbackRedirect redirect = LoopbackRedirect.listen(wanted, state)) {
            AuthorizationServerMetadata server = sources.server(key.client());
            CodeVerifier verifier = CodeVerifier.generate();
            URI address = AuthorizationRequest.of(
                            registration.authentication().clientId(),
                            redirect.address().toString())
                    .codeVerifier(verifier)
                    .scope(
                            arguments.has(SCOPE)
                                    ? arguments.value(SCOPE)
                                    : registration.scope().orElse(null))
                    .state(state)
                    .prompt(prompt(arguments))
                    .loginHint(arguments.value(LOGIN_HINT))
                    .build()
                    .at(endpoint(server, key));
            terminal.say("Open this address in a browser of this machine and sign in there, within " + wait.toSeconds()
                    + " seconds:\n\n" + address + "\n");
            if (arguments.has(OPEN)) {
                open(address, terminal);
            }
            try {
                String code = code(redirect.await(wait), server, wait);
                new Arrival(sources, key, terminal)
                        .bring(new TokenRequest.AuthorizationCode(
                                code, redirect.address().toString(), verifier));
                redirect.show(Page.done(key.client()));
                return Exit.DONE;
            } catch (RuntimeException e) {
                redirect.show(Page.failed("The command says why"));
                throw e;
            }
        }
    }

    private static String code(
            Optional<Map<String, String>> parameters, AuthorizationServerMetadata server, Duration wait) {
        AuthorizationAnswer answer = AuthorizationAnswer.of(
                parameters.orElseThrow(() -> CommandException.refused("nobody signed in within " + wait.toSeconds()
                        + " seconds. Start again, and write more as " + WAIT + " if that is too short")),
                server.issuer(),
                server.issParameterSupported());
        if (answer instanceof AuthorizationAnswer.Code code) {
            return code.value();
        }
        throw CommandException.refused("nobody has authorized: " + ((AuthorizationAnswer.Denied) answer).why());
    }

    private static URI endpoint(AuthorizationServerMetadata server, GrantKey key) {
        URI endpoint = server.authorizationEndpoint();
        if (endpoint == null) {
            throw CommandException.usage("it is not known where users sign in: write freshet." + key.client()
                    + ".authorization-endpoint, or freshet." + key.client() + ".issuer to have it found");
        }
        return endpoint;
    }

    private static URI redirectUri(Arguments arguments, ClientRegistration registration) {
        String given = arguments.value(REDIRECT_URI);
        if (given != null) {
            URI address = loopback(given);
            if (address == null) {
                throw CommandException.usage(REDIRECT_URI + " is no address of this machine: write one such as "
                        + "http://127.0.0.1:8765/callback, which the server has to know");
            }
            return address;
        }
        URI configured =
                registration.redirectUri().map(AuthorizeCommand::loopback).orElse(null);
        return configured == null ? URI.create(ANY_PORT) : configured;
    }

    /** Null if that is none. */
    private static @Nullable URI loopback(String text) {
        try {
            URI address = URI.create(text);
            return "http".equals(address.getScheme())
                            && HOSTS.contains(String.valueOf(address.getHost()))
                            && address.getPort() <= HIGHEST_PORT
                            && address.getRawUserInfo() == null
                            && address.getRawQuery() == null
                            && address.getRawFragment() == null
                            && address.getRawPath().startsWith("/")
                    ? address
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String prompt(Arguments arguments) {
        String prompt = arguments.value(PROMPT);
        if (prompt != null && !prompt.matches("none|(?!none\\b)[a-z_]+( (?!none\\b)[a-z_]+)*")) {
            throw CommandException.usage(
                    PROMPT + " is no such word, or none among others: write login, consent or select_account");
        }
        return prompt;
    }

    private static Duration wait(Arguments arguments) {
        String text = arguments.value(WAIT, "300");
        if (text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= LONGEST_WAIT.toSeconds()) {
            return Duration.ofSeconds(Integer.parseInt(text));
        }
        throw CommandException.usage(WAIT + " is no number of seconds from 1 to 3600: write one such as 300");
    }

    private static void open(URI address, Terminal terminal) {
        try {
            Desktop.getDesktop().browse(address);
        } catch (IOException | UnsupportedOperationException e) { // the latter also where there is no display
            terminal.complain("FRESHET-0606: no browser can be opened here. Open the address by hand");
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
