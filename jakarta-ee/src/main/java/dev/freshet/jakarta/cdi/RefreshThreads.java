package dev.freshet.jakarta.cdi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** The threads that refreshes run on: the container's where there are any, else daemon threads. */
final class RefreshThreads implements ThreadFactory {

    private static final Logger LOG = System.getLogger(RefreshThreads.class.getPackageName());
    private static final String MANAGED = "java:comp/DefaultManagedThreadFactory";

    private final @Nullable ThreadFactory managed;
    private final AtomicInteger count = new AtomicInteger();

    private RefreshThreads(@Nullable ThreadFactory managed) {
        this.managed = managed;
    }

    /** To be called while the application is deployed: later, on a thread of one's own, there may be no such name. */
    static RefreshThreads lookUp() {
        try {
            return new RefreshThreads(InitialContext.<ThreadFactory>doLookup(MANAGED));
        } catch (NamingException | ClassCastException e) {
            LOG.log(Level.DEBUG, "FRESHET-0190: no " + MANAGED + " here; refreshes run on daemon threads", e);
            return new RefreshThreads(null);
        }
    }

    @Override
    public Thread newThread(Runnable work) {
        Runnable inLibrary = () -> LibraryLoader.run(work);
        if (managed != null) {
            try {
                return managed.newThread(inLibrary);
            } catch (RuntimeException e) {
                // A container that is about to stop may refuse; a refresh under way still has to end.
                LOG.log(Level.DEBUG, "FRESHET-0190: the container gave no thread; a daemon thread takes its place", e);
            }
        }
        Thread thread = new Thread(inLibrary, "freshet-refresh-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
