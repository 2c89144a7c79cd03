package dev.freshet.it.app.stores;

import dev.freshet.oauth.TokenResponse;
import dev.freshet.refresh.TokenSources;
import dev.freshet.store.TokenStore;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Looks into the table of the store, and brings tokens in within a transaction that comes to nothing. */
@Path("stores")
@RequestScoped
@DataSourceDefinition(
        name = StoresResource.DEFINED,
        className = "org.h2.jdbcx.JdbcDataSource",
        url = "jdbc:h2:mem:defined;DB_CLOSE_DELAY=-1",
        user = "sa",
        password = "")
public class StoresResource {

    /** The data source that the application defines. */
    public static final String DEFINED = "java:app/jdbc/defined";

    @Inject
    TokenSources sources;

    @Inject
    TokenStore own;

    @Resource(lookup = "java:comp/DefaultDataSource")
    DataSource dataSource;

    @Resource(lookup = DEFINED)
    DataSource defined;

    @Resource
    UserTransaction transaction;

    /** The rows of a client: the grant, and what kind of text each of its tokens is. */
    @GET
    @Path("rows/{client}")
    public String rows(@PathParam("client") String client) throws SQLException {
        List<String> rows = new ArrayList<>();
        DataSource source = client.equals("defined") ? defined : dataSource;
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT grant_id, access_token, refresh_token FROM freshet_grant WHERE client = ?")) {
            statement.setString(1, client);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getString(1) + " " + kind(row.getString(2)) + " " + kind(row.getString(3)));
                }
            }
        }
        return rows.toString();
    }

    private static String kind(String token) {
        return token.startsWith("fe1.") ? "encrypted" : "plain";
    }

    /** The grants in the application's own store. */
    @GET
    @Path("own/{client}")
    public String own(@PathParam("client") String client) {
        return own.grantIds(client).toString();
    }

    /** How many rows the application has written itself, after it was rolled back. */
    @POST
    @Path("rolled-back/{client}/{grant}/{refresh-token}")
    public int rolledBack(
            @PathParam("client") String client,
            @PathParam("grant") String grant,
            @PathParam("refresh-token") String refreshToken)
            throws Exception {
        execute("CREATE TABLE IF NOT EXISTS note (text VARCHAR(20))");
        transaction.begin();
        try {
            execute("INSERT INTO note VALUES ('mine')");
            sources.authorize(client, grant, TokenResponse.of("at-of-a-login", Duration.ofHours(1), refreshToken));
        } finally {
            transaction.rollback();
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM note")) {
            count.next();
            return count.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
