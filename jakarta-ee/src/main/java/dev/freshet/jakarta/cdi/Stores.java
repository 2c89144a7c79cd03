package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.jakarta.config.StoreSettings;
import dev.freshet.store.JdbcTokenStore;
import dev.freshet.store.TokenStore;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** Makes the stores that are configured. To be used while the application is deployed, by one thread. */
final class Stores {

    private static final Logger LOG = System.getLogger(Stores.class.getPackageName());

    private final Instance<TokenStore> beans;
    private final OutsideTransactions outside;
    private final List<NamedDataSource> dataSources = new ArrayList<>();

    Stores(Instance<TokenStore> beans, OutsideTransactions outside) {
        this.beans = beans;
        this.outside = outside;
    }

    TokenStore of(ClientSettings client) {
        StoreSettings settings = client.store();
        TokenStore store = settings.encrypting(place(client.name(), settings.place()));
        if (!(settings.place() instanceof StoreSettings.Memory)) {
            LOG.log(Level.INFO, "FRESHET-0181: client '" + client.name() + "' keeps its tokens in " + store);
        }
        return store;
    }

    private TokenStore place(String client, StoreSettings.Place place) {
        if (place instanceof StoreSettings.Files files) {
            return TokenStore.files(files.directory());
        }
        if (place instanceof StoreSettings.Database database) {
            return new IndependentStore(database(client, database), outside);
        }
        return place instanceof StoreSettings.Bean
                ? new IndependentStore(bean(client), outside)
                : TokenStore.inMemory();
    }

    private TokenStore database(String client, StoreSettings.Database database) {
        NamedDataSource source = NamedDataSource.of(client, database.dataSource());
        dataSources.add(source);
        return JdbcTokenStore.builder(source)
                .table(database.table())
                .createsTable(database.createsTable())
                .build();
    }

    /**
     * Sees to it that there is what is configured, if the names of this application are bound by now.
     *
     * @throws IllegalStateException if there is not
     */
    void begin(Object application) {
        if (!dataSources.isEmpty() && application instanceof ServletContext) {
            dataSources.forEach(NamedDataSource::require);
        }
    }

    private TokenStore bean(String client) {
        if (beans.isResolvable()) {
            return beans.get();
        }
        throw Refusal.of(
                "FRESHET-0221: freshet." + client + ".store=bean, but there "
                        + (beans.isAmbiguous() ? "are several beans" : "is no bean") + " of type "
                        + TokenStore.class.getName()
                        + ". Let there be one, without a qualifier",
                null);
    }
}
