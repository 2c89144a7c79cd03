package dev.freshet.jakarta.rest.transport;

import dev.freshet.jakarta.rest.transport.Transport.Twin;
import jakarta.ws.rs.client.Client;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The twin of each client, for as long as the client is in use anywhere. Compared with a {@code WeakHashMap} it can close a
 * twin whose client is gone, and asks no client for its hash code. Safe for use by many threads.
 */
final class Twins {

    private final ConcurrentMap<Key, Twin> twins = new ConcurrentHashMap<>();
    private final ReferenceQueue<Client> gone = new ReferenceQueue<>();

    Twin of(Client original, Function<Client, Twin> maker) {
        closeAbandoned();
        Twin present = twins.get(new Key(original, null));
        return present != null
                ? present
                : twins.computeIfAbsent(new Key(original, gone), absent -> maker.apply(original));
    }

    int size() {
        closeAbandoned();
        return twins.size();
    }

    private void closeAbandoned() {
        for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
            Twin abandoned = twins.remove(key);
            if (abandoned != null) {
                abandoned.close();
            }
        }
    }

    private static final class Key extends WeakReference<Client> {

        private final int hash;

        Key(Client client, @Nullable ReferenceQueue<Client> gone) {
            super(client, gone);
            this.hash = System.identityHashCode(client);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Client mine = get();
            return mine != null && other instanceof Key key && key.get() == mine;
        }
    }
}
