package dev.freshet.it.app.injections;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Makes beans that have clients injected, one after the other. */
@Path("injections")
@Produces(MediaType.TEXT_PLAIN)
@ApplicationScoped
public class InjectionsResource {

    @Inject
    Instance<WithClient> withClient;

    @Inject
    Instance<WithRestClient> withRestClient;

    /** Lets so many beans call by an injected client; answers how many clients there were. */
    @POST
    @Path("client/{beans}")
    public int clients(@PathParam("beans") int beans) {
        Set<Object> clients = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < beans; i++) {
            WithClient bean = withClient.get();
            bean.call();
            clients.add(bean.client);
            withClient.destroy(bean);
        }
        return clients.size();
    }

    /** Lets so many beans call by a Rest Client that each has injected; answers how many of them did. */
    @POST
    @Path("rest-client/{beans}")
    public int restClients(@PathParam("beans") int beans) {
        int called = 0;
        for (int i = 0; i < beans; i++) {
            WithRestClient bean = withRestClient.get();
            bean.call();
            withRestClient.destroy(bean);
            called++;
        }
        return called;
    }
}
