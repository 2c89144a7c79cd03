package dev.freshet.it.tck;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ServiceLoader;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;

/** Says on the console of the server whether Freshet is at work. A bean of each archive, in both runs. */
@ApplicationScoped
public class Witness {

    static final String PRESENT = "Freshet is at work in this archive";
    static final String ABSENT = "Freshet is not in this archive";

    /** For CDI. */
    public Witness() {}

    void look(@Observes @Initialized(ApplicationScoped.class) Object application, BeanManager beans) {
        boolean listens = ServiceLoader.load(RestClientListener.class).stream()
                .anyMatch(listener -> isOfFreshet(listener.type()));
        boolean isWired = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .anyMatch(bean -> isOfFreshet(bean.getBeanClass()));
        if (listens != isWired) {
            throw new IllegalStateException("Freshet's listener is " + (listens ? "" : "not ") + "there, its beans are "
                    + (isWired ? "" : "not"));
        }
        System.out.println(listens ? PRESENT : ABSENT);
    }

    private static boolean isOfFreshet(Class<?> type) {
        return type.getName().startsWith("dev.freshet.jakarta.");
    }
}
