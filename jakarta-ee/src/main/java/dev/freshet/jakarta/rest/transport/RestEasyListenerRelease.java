package dev.freshet.jakarta.rest.transport;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;

/**
 * Takes a listener of Rest Clients out of RESTEasy's memory at the end of an application. RESTEasy keeps the listeners
 * of each class loader in a static weak map whose values hold their own keys, so that no application with a listener
 * would ever be released after it was undeployed.
 */
public final class RestEasyListenerRelease {

    private static final Logger LOG = System.getLogger(RestEasyListenerRelease.class.getPackageName());
    private static final String HOLDER = "org.jboss.resteasy.microprofile.client.RestClientListeners";

    private RestEasyListenerRelease() {}

    /** Forgets the listeners of every application that has one of this class. Does nothing where RESTEasy is not. */
    public static void release(Class<?> listener) {
        try {
            Field field =
                    Class.forName(HOLDER, false, listener.getClassLoader()).getDeclaredField("map");
            field.setAccessible(true);
            release((Map<?, ?>) field.get(null), listener);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.log(Level.DEBUG, "FRESHET-0114: RESTEasy's listeners are not here, or not as they used to be", e);
        }
    }

    static void release(Map<?, ?> listeners, Class<?> type) {
        synchronized (listeners) { // a synchronized map, whose views have to be guarded by hand
            listeners
                    .values()
                    .removeIf(each ->
                            each instanceof Collection<?> some && some.stream().anyMatch(type::isInstance));
        }
    }
}
