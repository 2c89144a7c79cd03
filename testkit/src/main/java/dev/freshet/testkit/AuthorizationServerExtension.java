package dev.freshet.testkit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit 5 extension that gives test methods an {@link AuthorizationServer} and a {@link ProtectedResource} that
 * belong together: fresh for each test method, the same for its {@code @BeforeEach} methods, closed after it. With a
 * parameter of type {@link ManualTime} the time of the authorization server stands still from there on until the test
 * moves it.
 *
 * <pre>{@code @ExtendWith(AuthorizationServerExtension.class)}</pre>
 */
public final class AuthorizationServerExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(AuthorizationServerExtension.class);

    /** Made by JUnit. */
    public AuthorizationServerExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return context.getTestMethod().isPresent()
                && (type == AuthorizationServer.class || type == ProtectedResource.class || type == ManualTime.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == AuthorizationServer.class) {
            return authorizationServer(context);
        }
        return type == ManualTime.class ? manualTime(context) : protectedResource(context);
    }

    private static AuthorizationServer authorizationServer(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent(
                        AuthorizationServer.class, absent -> AuthorizationServer.start(), AuthorizationServer.class);
    }

    private static ProtectedResource protectedResource(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent(
                        ProtectedResource.class,
                        absent -> ProtectedResource.start(authorizationServer(context)),
                        ProtectedResource.class);
    }

    private static ManualTime manualTime(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent(
                        ManualTime.class,
                        absent -> {
                            ManualTime time = ManualTime.startingAt(
                                    authorizationServer(context).now());
                            authorizationServer(context).time(time);
                            return time;
                        },
                        ManualTime.class);
    }

    /** By hand, since only newer versions of JUnit 5 close what is left in a store. */
    @Override
    public void afterEach(ExtensionContext context) {
        close(store(context).remove(ProtectedResource.class, ProtectedResource.class));
        close(store(context).remove(AuthorizationServer.class, AuthorizationServer.class));
    }

    private static void close(@Nullable AutoCloseable server) {
        if (server instanceof ProtectedResource resource) {
            resource.close();
        } else if (server instanceof AuthorizationServer authorizationServer) {
            authorizationServer.close();
        }
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
