package dev.freshet.it.contracts;

import dev.freshet.it.rest.AttachContract;
import dev.freshet.it.rest.BodyContract;
import dev.freshet.it.rest.ConcurrencyContract;
import dev.freshet.it.rest.ConnectionContract;
import dev.freshet.it.rest.GrantContract;
import dev.freshet.it.rest.MicroProfileContract;
import dev.freshet.it.rest.NeighbourContract;
import dev.freshet.it.rest.RedirectContract;
import dev.freshet.it.rest.RefusalContract;
import dev.freshet.it.rest.RepeatContract;
import dev.freshet.it.rest.StreamContract;
import dev.freshet.it.rest.ThreadsContract;
import dev.freshet.it.rest.TransportContract;
import dev.freshet.it.rest.WireContract;
import jakarta.ws.rs.client.ClientBuilder;
import java.util.List;

/** The contracts, each as a class that JUnit can run on whatever client runtime is there. */
public final class Contracts {

    /** All of them. */
    public static final List<Class<?>> ALL = List.of(
            Attach.class,
            Body.class,
            Concurrency.class,
            Connections.class,
            Grants.class,
            MicroProfile.class,
            Neighbours.class,
            Redirects.class,
            Refusals.class,
            Repeat.class,
            Streams.class,
            Threads.class,
            Transport.class,
            Wire.class);

    private Contracts() {}

    static class Attach extends AttachContract {}

    static class Body extends BodyContract {

        /** HttpURLConnection, over which Jersey calls, knows no PATCH; this is Jersey's way around. Others ignore it. */
        @Override
        protected ClientBuilder newBuilder() {
            return super.newBuilder().property("jersey.config.client.httpUrlConnection.setMethodWorkaround", true);
        }
    }

    static class Concurrency extends ConcurrencyContract {}

    static class Connections extends ConnectionContract {}

    static class Grants extends GrantContract {}

    static class MicroProfile extends MicroProfileContract {}

    static class Neighbours extends NeighbourContract {}

    static class Redirects extends RedirectContract {

        /** Of the runtimes of servers Jersey does. */
        @Override
        protected boolean followsRedirects() {
            return ClientBuilder.newBuilder().getClass().getName().startsWith("org.glassfish.jersey.");
        }
    }

    static class Refusals extends RefusalContract {}

    static class Repeat extends RepeatContract {}

    static class Streams extends StreamContract {}

    static class Threads extends ThreadsContract {}

    static class Transport extends TransportContract {}

    static class Wire extends WireContract {}
}
