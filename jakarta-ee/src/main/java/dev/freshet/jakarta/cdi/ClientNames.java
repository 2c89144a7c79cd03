package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.config.Use;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedCallable;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.WebTarget;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the names of clients in annotations. */
final class ClientNames {

    private ClientNames() {}

    /** All that a type names: by itself, by its members and by their parameters. */
    static Set<String> in(AnnotatedType<?> type) {
        Set<String> names = new LinkedHashSet<>();
        Stream<? extends AnnotatedCallable<?>> callables =
                Stream.concat(type.getMethods().stream(), type.getConstructors().stream());
        Stream.of(
                        Stream.of(type),
                        type.getFields().stream(),
                        type.getMethods().stream(),
                        callables.flatMap(callable -> callable.getParameters().stream()))
                .<Annotated>flatMap(each -> each)
                .forEach(annotated -> {
                    annotated.getAnnotations(OAuth2Client.class).forEach(each -> names.add(each.value()));
                    annotated.getAnnotations(RetryOnUnauthorized.class).forEach(each -> names.add(each.value()));
                });
        return names;
    }

    /** What the annotation of a Rest Client interface names, or of the nearest interface that it extends; else null. */
    static @Nullable String of(Class<?> type) {
        OAuth2Client annotation = type.getAnnotation(OAuth2Client.class);
        if (annotation != null) {
            return annotation.value();
        }
        for (Class<?> extended : type.getInterfaces()) {
            String name = of(extended);
            if (name != null) {
                return name;
            }
        }
        return null;
    }

    /** What an injection point names by its qualifier, or by the interface that is injected; else null. */
    static @Nullable String of(InjectionPoint point) {
        return point.getQualifiers().stream()
                .filter(OAuth2Client.class::isInstance)
                .map(qualifier -> ((OAuth2Client) qualifier).value())
                .findFirst()
                .orElseGet(() -> injected(point.getType()) instanceof Class<?> type ? of(type) : null);
    }

    static Set<Use> usesOf(InjectionPoint point) {
        Type type = injected(point.getType());
        if (type == Client.class) {
            return Set.of(Use.CLIENT);
        }
        return type == WebTarget.class ? Set.of(Use.TARGET) : Set.of();
    }

    /** What is behind an {@code Instance} or a {@code Provider}. */
    private static Type injected(Type type) {
        return type instanceof ParameterizedType wrapper && wrapper.getActualTypeArguments().length == 1
                ? wrapper.getActualTypeArguments()[0]
                : type;
    }
}
