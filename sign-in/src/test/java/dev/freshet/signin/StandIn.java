package dev.freshet.signin;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands in for an object of the container. */
final class StandIn {

    private StandIn() {}

    interface Answers {

        @Nullable
        Object answer(String method, @Nullable Object @Nullable [] arguments) throws Exception;
    }

    static <T> T of(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                StandIn.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = answers.answer(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }
}
