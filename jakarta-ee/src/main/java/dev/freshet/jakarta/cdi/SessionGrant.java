package dev.freshet.jakarta.cdi;

import dev.freshet.refresh.TokenSources;
import dev.freshet.store.TokenStoreException;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.Serializable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forgets the grant of a login when its session ends. A session that was moved to another node keeps the id alone, and the
 * grant there begins anew with the tokens of the session.
 */
final class SessionGrant implements HttpSessionBindingListener, Serializable {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = System.getLogger(SessionGrant.class.getPackageName());

    private final String id;
    private final transient @Nullable TokenSources sources;
    private final transient @Nullable List<String> clients;

    SessionGrant(String id, TokenSources sources, List<String> clients) {
        this.id = id;
        this.sources = sources;
        this.clients = clients;
    }

    /** Of another kind where the session comes from another node: then the grant has to begin here. */
    String id() {
        return sources == null ? "" : id;
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        TokenSources known = sources;
        if (known != null && clients != null) {
            clients.forEach(client -> forget(known, client));
        }
    }

    private void forget(TokenSources known, String client) {
        try {
            known.forget(client, id);
        } catch (TokenStoreException e) {
            LOG.log(
                    Level.WARNING,
                    "FRESHET-0196: the grant of a session that ended is still stored. " + e.getMessage());
        }
    }
}
