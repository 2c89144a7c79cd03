package dev.freshet.jakarta.cdi;

import dev.freshet.store.TokenStoreException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The data source of a JNDI name. One that the application defines itself is looked up again until it is there: some servers,
 * Payara among them, bind the names of an application after they have told its beans that it begins. Thread-safe.
 */
final class NamedDataSource implements DataSource {

    /** Scopes in which an application may define a resource, by {@code @DataSourceDefinition} or in a descriptor. */
    private static final Pattern OWN = Pattern.compile("java:(comp/env|module|app|global)/.*");

    private final String client;
    private final String name;
    private volatile @Nullable DataSource found;

    private NamedDataSource(String client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Looks it up, on the deploying thread. */
    static NamedDataSource of(String client, String name) {
        NamedDataSource source = new NamedDataSource(client, name);
        if (!OWN.matcher(name).matches()) {
            source.require();
        }
        return source;
    }

    /**
     * Looks it up, if it is not found yet.
     *
     * @throws IllegalStateException if there is none
     */
    void require() {
        try {
            look();
        } catch (NamingException | ClassCastException e) {
            throw Refusal.of(isMissing(), e);
        }
    }

    private DataSource look() throws NamingException {
        DataSource source = found;
        if (source == null) {
            source = InitialContext.<DataSource>doLookup(name);
            found = source;
        }
        return source;
    }

    private DataSource source() {
        try {
            return look();
        } catch (NamingException | ClassCastException e) {
            // Not an SQLException: what a database says is not told, since nobody knows what it tells.
            throw new TokenStoreException(isMissing(), e);
        }
    }

    private String isMissing() {
        return "FRESHET-0220: freshet." + client + ".data-source=" + name
                + " names no data source. Write the JNDI name of one "
                + "of this server or of this application, or java:comp/DefaultDataSource for the server's own";
    }

    @Override
    public Connection getConnection() throws SQLException {
        return source().getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return source().getConnection(user, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source().getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter writer) throws SQLException {
        source().setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source().setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source().getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source().isWrapperFor(type);
    }
}
