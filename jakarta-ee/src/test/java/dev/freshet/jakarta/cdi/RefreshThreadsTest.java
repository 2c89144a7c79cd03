package dev.freshet.jakarta.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Hashtable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefreshThreadsTest {

    private static final AtomicReference<ThreadFactory> MANAGED = new AtomicReference<>();

    /** A naming service that knows one name. */
    public static final class Names implements InitialContextFactory {

        /** Made by its name. */
        public Names() {}

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) {
                    assertEquals("java:comp/DefaultManagedThreadFactory", name);
                    return MANAGED.get();
                }
            };
        }
    }

    @BeforeEach
    void setUp() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
    }

    @AfterEach
    void tearDown() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    }

    @Test
    void threadsAreTheContainers() {
        Thread made = new Thread(() -> {});
        MANAGED.set(work -> made);

        assertSame(made, RefreshThreads.lookUp().newThread(() -> {}));
    }

    @Test
    void workRunsInTheContextOfTheLibraryAndLeavesTheThreadAsItWas() {
        AtomicReference<Runnable> handedOver = new AtomicReference<>();
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        MANAGED.set(work -> {
            handedOver.set(work);
            return new Thread(work);
        });
        RefreshThreads.lookUp().newThread(() -> seen.set(Thread.currentThread().getContextClassLoader()));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            Thread.currentThread().setContextClassLoader(null);
            handedOver.get().run();
            assertSame(null, Thread.currentThread().getContextClassLoader());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }

        assertSame(RefreshThreads.class.getClassLoader(), seen.get());
    }

    @Test
    void containerThatGivesNoThreadIsReplaced() {
        MANAGED.set(work -> {
            throw new IllegalStateException("the container stops");
        });

        Thread thread = RefreshThreads.lookUp().newThread(() -> {});

        assertTrue(thread.isDaemon());
        assertFalse(thread.isAlive());
    }
}
