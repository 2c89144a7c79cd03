package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.config.ClientSettings;
import dev.freshet.jakarta.config.StoreSettings;
import dev.freshet.store.JdbcTokenStore;
import dev.freshet.store.TokenStore;
import jakarta.enterprise.inject.Instance;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Makes the stores that are configured. To be used while the application is deployed, when names can be looked up. */
final class Stores {

    private static final Logger LOG = System.getLogger(Stores.class.getPackageName());

    private final Instance<TokenStore> beans;
    private final OutsideTransactions outside;

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

    private static TokenStore database(String client, StoreSettings.Database database) {
        return JdbcTokenStore.builder(dataSource(client, database.dataSource()))
                .table(database.table())
                .createsTable(database.createsTable())
                .build();
    }

    private static DataSource dataSource(String client, String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException | ClassCastException e) {
            throw new IllegalStateException(
                    "FRESHET-0220: freshet." + client + ".data-source=" + name
                            + " names no data source. Write the JNDI "
                            + "name of one of this server, or java:comp/DefaultDataSource for its own",
                    e);
        }
    }

    private TokenStore bean(String client) {
        if (beans.isResolvable()) {
            return beans.get();
        }
        throw new IllegalStateException("FRESHET-0221: freshet." + client + ".store=bean, but there "
                + (beans.isAmbiguous() ? "are several beans" : "is no bean") + " of type " + TokenStore.class.getName()
                + ". Let there be one, without a qualifier");
    }
}
