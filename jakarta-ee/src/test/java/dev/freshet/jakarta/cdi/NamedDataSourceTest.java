package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.freshet.store.TokenStoreException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class NamedDataSourceTest {

    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();
    private static final Connection CONNECTION = (Connection) Proxy.newProxyInstance(
            NamedDataSourceTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> null);
    private static final DataSource SOURCE = (DataSource) Proxy.newProxyInstance(
            NamedDataSourceTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> method.getName().equals("getConnection") ? CONNECTION : null);

    @BeforeEach
    void bringNames() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
    }

    @AfterEach
    void takeNamesAway() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        BOUND.clear();
    }

    @Test
    void aNameOfTheApplicationMayBeBoundLater() throws SQLException {
        NamedDataSource source = NamedDataSource.of("parts", "java:app/jdbc/parts");
        String message =
                assertThrows(TokenStoreException.class, source::getConnection).getMessage();
        assertTrue(message.startsWith("FRESHET-0220: freshet.parts.data-source=java:app/jdbc/parts"), message);
        assertThrows(IllegalStateException.class, source::require);

        BOUND.put("java:app/jdbc/parts", SOURCE);
        assertSame(CONNECTION, source.getConnection());
        BOUND.clear();
        assertSame(CONNECTION, source.getConnection(), "it is remembered");
        assertDoesNotThrow(source::require);
    }

    @Test
    void aNameOfTheServerIsBoundFromTheBeginning() {
        for (String name : new String[] {"jdbc/parts", "java:jboss/datasources/Parts", "java:comp/DefaultDataSource"}) {
            assertThrows(IllegalStateException.class, () -> NamedDataSource.of("parts", name));
        }
        BOUND.put("jdbc/parts", SOURCE);
        assertDoesNotThrow(() -> NamedDataSource.of("parts", "jdbc/parts"));
    }

    @Test
    void whatHasTheNameIsADataSource() {
        BOUND.put("jdbc/parts", "no data source");
        String message = assertThrows(IllegalStateException.class, () -> NamedDataSource.of("parts", "jdbc/parts"))
                .getMessage();
        assertEquals("FRESHET-0220", message.substring(0, 12));
    }

    /** Names of a test, which the JNDI of the JDK finds by its class name. */
    public static final class Names implements InitialContextFactory {

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            return (Context) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                        if (!method.getName().equals("lookup")) {
                            return null;
                        }
                        Object found = BOUND.get((String) arguments[0]);
                        if (found == null) {
                            throw new NameNotFoundException("nothing of that name");
                        }
                        return found;
                    });
        }
    }
}
