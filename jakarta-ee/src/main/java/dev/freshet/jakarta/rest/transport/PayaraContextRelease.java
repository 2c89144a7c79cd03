package dev.freshet.jakarta.rest.transport;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;

/**
 * Takes a provider of thread context out of Payara's memory at the end of an application. The Fault Tolerance service of
 * the server looks its executors up once, while the first application is deployed, and they keep the providers that this
 * application brought for as long as the server runs.
 */
public final class PayaraContextRelease {

    private static final Logger LOG = System.getLogger(PayaraContextRelease.class.getPackageName());
    private static final String SERVICES = "org.glassfish.internal.api.Globals";
    private static final String HOLDER = "fish.payara.microprofile.faulttolerance.FaultToleranceService";

    private PayaraContextRelease() {}

    /** Forgets each provider of this class. Does nothing on other servers. */
    public static void release(Class<? extends ThreadContextProvider> provider) {
        try {
            ClassLoader loader = provider.getClassLoader();
            Class<?> holder = Class.forName(HOLDER, false, loader);
            Object service = Class.forName(SERVICES, false, loader)
                    .getMethod("get", Class.class)
                    .invoke(null, holder);
            for (String executor : List.of("asyncExecutorService", "delayExecutorService")) {
                if (valueOf(service, executor) instanceof ManagedExecutorService managed) {
                    release(managed, provider);
                }
            }
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.log(Level.DEBUG, "FRESHET-0115: Payara's executors are not here, or not as they used to be", e);
        }
    }

    private static void release(ManagedExecutorService executor, Class<?> provider)
            throws ReflectiveOperationException {
        Object context = executor.getContextService();
        Object setup = context.getClass().getMethod("getContextSetupProvider").invoke(context);
        Map<?, ?> providers = (Map<?, ?>) valueOf(setup, "allThreadContextProviders");
        providers.values().removeIf(provider::isInstance);
    }

    private static Object valueOf(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}
