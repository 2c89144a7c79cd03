package dev.freshet.it.contracts;

import dev.freshet.it.rest.AttachContract;
import dev.freshet.it.rest.BodyContract;
import dev.freshet.it.rest.ConcurrencyContract;
import dev.freshet.it.rest.GrantContract;
import dev.freshet.it.rest.MicroProfileContract;
import dev.freshet.it.rest.RefusalContract;
import dev.freshet.it.rest.RepeatContract;
import dev.freshet.it.rest.ThreadsContract;
import dev.freshet.it.rest.TransportContract;
import java.util.List;

/** The contracts, each as a class that JUnit can run on whatever client runtime is there. */
public final class Contracts {

    /** All of them. */
    public static final List<Class<?>> ALL = List.of(
            Attach.class,
            Body.class,
            Concurrency.class,
            Grants.class,
            MicroProfile.class,
            Refusals.class,
            Repeat.class,
            Threads.class,
            Transport.class);

    private Contracts() {}

    static class Attach extends AttachContract {}

    static class Body extends BodyContract {}

    static class Concurrency extends ConcurrencyContract {}

    static class Grants extends GrantContract {}

    static class MicroProfile extends MicroProfileContract {}

    static class Refusals extends RefusalContract {}

    static class Repeat extends RepeatContract {}

    static class Threads extends ThreadsContract {}

    static class Transport extends TransportContract {}
}
