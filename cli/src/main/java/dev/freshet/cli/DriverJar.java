package dev.freshet.cli;

import java.io.File;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database of an application, by a driver that the operator has brought along: each connection is a new one. Its
 * {@code toString} shows no password.
 */
final class DriverJar implements DataSource {

    private final Driver driver;
    private final String url;
    private final Properties properties = new Properties();

    private DriverJar(Driver driver, String url, @Nullable String user, @Nullable String password) {
        this.driver = driver;
        this.url = url;
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
    }

    /**
     * A driver and where it leads.
     *
     * @param jars one, or several as on a class path
     * @throws CommandException if there is no driver in them for this URL
     */
    static DataSource of(String jars, String url, @Nullable String user, @Nullable String password) {
        // Never closed: the command ends with it.
        ClassLoader loader = new URLClassLoader("drivers", urls(jars), DriverJar.class.getClassLoader());
        for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
            if (accepts(driver, url)) {
                return new DriverJar(driver, url, user, password);
            }
        }
        throw CommandException.usage("--driver has no JDBC driver for --jdbc-url: write the jar of the driver of that "
                + "database, and a URL as it wants it");
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    private static URL[] urls(String jars) {
        List<URL> urls = new ArrayList<>();
        for (String jar : jars.split(File.pathSeparator)) {
            if (!Files.isRegularFile(Path.of(jar))) {
                throw CommandException.usage("--driver names no file: write the path of the jar of the JDBC driver");
            }
            try {
                urls.add(Path.of(jar).toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("Every file has a URL", e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = driver.connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not know this URL");
        }
        return connection;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user is known already");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) {
        // nothing is logged
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("write it into the URL");
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("nothing is logged");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("nothing is wrapped");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public String toString() {
        return driver.getClass().getName();
    }
}
