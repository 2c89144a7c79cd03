package dev.freshet.jakarta.cdi;

import dev.freshet.jakarta.servlet.RequestGrant;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Where asynchronous calls for users run, and methods that are run once more: the container's executor where there is one.
 *
 * @param executor runs the calls
 * @param own whether it has to be ended with the application
 */
record CallThreads(ExecutorService executor, boolean own) {

    private static final Logger LOG = System.getLogger(CallThreads.class.getPackageName());
    private static final String MANAGED = "java:comp/DefaultManagedExecutorService";

    /** To be called while the application is deployed, as {@link RefreshThreads#lookUp()}. */
    static CallThreads lookUp(ThreadFactory otherwise) {
        try {
            return new CallThreads(InitialContext.<ExecutorService>doLookup(MANAGED), false);
        } catch (NamingException | ClassCastException e) {
            LOG.log(
                    Level.DEBUG,
                    "FRESHET-0191: no " + MANAGED + " here; asynchronous calls run on threads of our own",
                    e);
            return new CallThreads(Executors.newCachedThreadPool(otherwise), true);
        }
    }

    /** A task that finds, where it runs, what this thread has at hand: names, identity and whose request it works for. */
    Runnable carrying(Runnable task) {
        Runnable carried = RequestGrant.carry(task);
        return !own && executor instanceof ManagedExecutorService managed
                ? managed.getContextService().contextualRunnable(carried)
                : carried;
    }

    /**
     * Runs a task of {@link #carrying}, also from a thread that has nothing at hand.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the application ends
     */
    void execute(Runnable task) {
        LibraryLoader.run(() -> executor.execute(task));
    }

    void close() {
        if (own) {
            executor.shutdownNow();
        }
    }
}
