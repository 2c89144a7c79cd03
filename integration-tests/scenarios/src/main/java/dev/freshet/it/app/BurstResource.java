package dev.freshet.it.app;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls the partner from many threads at the same moment: more than a server gives to requests. */
@Path("bursts")
@ApplicationScoped
public class BurstResource {

    private static final long LIMIT_SECONDS = 60;

    @Resource
    ManagedThreadFactory threads;

    @Inject
    Calls calls;

    /** Calls in this way from as many threads at once; answers how many calls succeeded, and what the others threw. */
    @POST
    @Path("{way}/{size}")
    @Produces(MediaType.TEXT_PLAIN)
    public String burst(@PathParam("way") String way, @PathParam("size") int size) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(size);
        ExecutorService pool = Executors.newFixedThreadPool(size, threads);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                answers.add(pool.submit(() -> callTogether(start, way)));
            }
            return outcome(answers);
        } finally {
            pool.shutdownNow();
        }
    }

    private String callTogether(CyclicBarrier start, String way)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        start.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        return calls.call(way, "");
    }

    private static String outcome(List<Future<String>> answers) throws InterruptedException {
        int succeeded = 0;
        StringBuilder problems = new StringBuilder();
        for (Future<String> answer : answers) {
            try {
                answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
                succeeded++;
            } catch (ExecutionException | TimeoutException e) {
                problems.append(' ').append(e);
            }
        }
        return succeeded + " succeeded" + problems;
    }
}
