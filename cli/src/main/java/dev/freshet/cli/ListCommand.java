package dev.freshet.cli;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.oauth.AccessToken;
import dev.freshet.oauth.Introspection;
import dev.freshet.refresh.Grant;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.GrantKey;
import dev.freshet.store.StoredGrant;
import dev.freshet.store.StoredGrant.Unanswered;
import dev.freshet.store.TokenStore;
import dev.freshet.store.TokenStore.Versioned;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists what a store has, without any secret. */
final class ListCommand implements Command {

    private static final String CHECK = "--check";

    private static final List<String> HEAD = List.of("CLIENT", "GRANT", "STATE", "ACCESS TOKEN", "REFRESH TOKEN", "");

    private final InstantSource time;

    ListCommand() {
        this(InstantSource.system());
    }

    ListCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public String name() {
        return "list";
    }

    @Override
    public String usage() {
        return """
              list        lists the grants of a client, or of all in freshet.clients, without their secrets: active,
                          due (the next call refreshes it), unanswered (a refresh token was sent and no answer came),
                          over (the access token has expired and nothing can renew it) or ended, and why
                --check              asks the server about each of them (RFC 7662)
            """;
    }

    @Override
    public List<String> options() {
        return List.of();
    }

    @Override
    public List<String> flags() {
        return List.of(CHECK);
    }

    @Override
    public boolean bringsGrants() {
        return false;
    }

    @Override
    public Exit run(Arguments arguments, Application application, Terminal terminal) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        List<ClientSettings> clients =
                application.clients().stream().filter(ListCommand::keepsGrants).toList();
        List<CommandException> leftOut = new ArrayList<>();
        for (ClientSettings client : clients) {
            TokenStore store;
            try {
                store = application.store(client);
            } catch (CommandException unreachable) {
                leftOut.add(unreachable);
                continue;
            }
            try (TokenSources sources = application.sources(client, event -> {})) {
                for (String grantId : grantIds(store, client.name(), application.grantId())) {
                    Supplier<String> server =
                            () -> arguments.has(CHECK) ? words(sources.introspect(client.name(), grantId)) : "";
                    store.read(new GrantKey(client.name(), grantId))
                            .map(Versioned::grant)
                            .ifPresent(grant -> rows.add(row(client, grantId, grant, server.get())));
                }
            }
        }
        if (!clients.isEmpty() && leftOut.size() == clients.size()) {
            throw leftOut.get(0);
        }
        terminal.say(rows.size() == 1 ? "There are no grants." : Table.of(rows));
        leftOut.forEach(each -> terminal.complain(String.valueOf(each.getMessage())));
        return leftOut.isEmpty() ? Exit.DONE : Exit.USAGE;
    }

    private static boolean keepsGrants(ClientSettings client) {
        return client.registration() != null && !(client.registration().grant() instanceof Grant.TokenExchange);
    }

    private static List<String> grantIds(TokenStore store, String client, @Nullable String wanted) {
        return wanted != null
                ? List.of(wanted)
                : store.grantIds(client).stream().sorted().toList();
    }

    private static String words(Introspection said) {
        if (said instanceof Introspection.Active active) {
            return "the server says: active"
                    + (active.expiresAt() == null ? "" : " until " + seconds(active.expiresAt()));
        }
        return said instanceof Introspection.Unknown unknown
                ? "the server has not said: " + unknown.cause()
                : "the server says: not active";
    }

    private List<String> row(ClientSettings client, String grantId, StoredGrant grant, String server) {
        AccessToken token = grant.accessToken();
        return List.of(
                client.name(),
                grantId,
                state(grant, Application.registration(client).grant() instanceof Grant.Direct),
                token == null ? "none" : (isOver(token) ? "expired " : "until ") + seconds(token.expiresAt()),
                refreshToken(grant),
                notes(grant, server));
    }

    private String state(StoredGrant grant, boolean beginsByItself) {
        if (grant.ended() != null) {
            return "ended";
        }
        if (grant.unanswered() != null) {
            return "unanswered";
        }
        AccessToken token = grant.accessToken();
        if (token != null && !isOver(token)) {
            return "active";
        }
        return grant.refreshToken() != null || beginsByItself ? "due" : "over";
    }

    private static String refreshToken(StoredGrant grant) {
        if (grant.refreshToken() == null) {
            return "none";
        }
        Instant ends = grant.refreshTokenExpiresAt();
        return ends == null ? "yes" : "until " + seconds(ends);
    }

    private String notes(StoredGrant grant, String server) {
        List<String> notes = new ArrayList<>();
        Unanswered unanswered = grant.unanswered();
        if (unanswered != null) {
            notes.add("no answer since " + seconds(unanswered.since()));
        }
        if (grant.ended() != null) {
            notes.add(grant.ended());
        }
        Optional.ofNullable(grant.lease())
                .ifPresent(lease -> notes.add(
                        (lease.isHeld(time.instant()) ? "leased until " : "lease of a crashed process, ended ")
                                + seconds(lease.until()) + " by " + lease.owner()));
        if (!server.isEmpty()) {
            notes.add(server);
        }
        return String.join(", ", notes);
    }

    private boolean isOver(AccessToken token) {
        return !time.instant().isBefore(token.expiresAt());
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
