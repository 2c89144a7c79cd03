package dev.freshet.example.partsdesk;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.ServerErrorException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The clerks of the shop, who ask for one part after the other as long as the application runs. */
@ApplicationScoped
public class ShopFloor {

    @Resource
    ManagedThreadFactory threads;

    @Inject
    PartsDesk desk;

    @Inject
    @ConfigProperty(name = "partsdesk.skus")
    List<String> skus;

    @Inject
    @ConfigProperty(name = "partsdesk.clerks")
    int clerks;

    @Inject
    @ConfigProperty(name = "partsdesk.pause-millis")
    long pauseMillis;

    private final CountDownLatch closingTime = new CountDownLatch(1);
    private List<Thread> staff = List.of();

    void open(@Observes @Initialized(ApplicationScoped.class) Object started) {
        staff = IntStream.range(0, clerks)
                .mapToObj(clerk -> threads.newThread(this::work))
                .toList();
        staff.forEach(Thread::start);
    }

    private void work() {
        try {
            while (!closingTime.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                ask(skus.get(ThreadLocalRandom.current().nextInt(skus.size())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(String sku) {
        try {
            desk.find(sku);
        } catch (ServerErrorException e) {
            // The desk has counted it. A clerk tries again with the next part.
            return;
        }
    }

    /** A managed thread that still runs would keep the undeployed application in memory. */
    @PreDestroy
    void close() {
        closingTime.countDown();
        staff.forEach(Thread::interrupt);
    }
}
