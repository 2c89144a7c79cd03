package dev.freshet.it.databases;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A data source whose use is written down: each statement that was executed, and the connections open now. */
final class WatchedDataSource {

    private final List<String> statements = new ArrayList<>();
    private int open;
    private final DataSource watched;

    WatchedDataSource(DataSource dataSource) {
        watched = watch(DataSource.class, dataSource, "");
    }

    DataSource dataSource() {
        return watched;
    }

    /** The first word of each statement since the last call. */
    List<String> statements() {
        List<String> seen = List.copyOf(statements);
        statements.clear();
        return seen;
    }

    int open() {
        return open;
    }

    private <T> T watch(Class<T> type, T target, String sql) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        statements.add(sql.substring(0, sql.indexOf(' ')));
                    }
                    open -= type == Connection.class && method.getName().equals("close") ? 1 : 0;
                    try {
                        Object result = method.invoke(target, arguments);
                        if (result instanceof Connection connection) {
                            open++;
                            return watch(Connection.class, connection, "");
                        }
                        return result instanceof PreparedStatement statement
                                ? watch(PreparedStatement.class, statement, (String) arguments[0])
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(proxy);
    }
}
