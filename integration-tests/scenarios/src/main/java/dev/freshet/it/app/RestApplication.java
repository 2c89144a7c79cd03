package dev.freshet.it.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** Publishes the resources of this package at the root of the application. */
@ApplicationPath("")
public class RestApplication extends Application {

    /** The class whose only object a test looks for, to see whether this application is still in memory. */
    public static final String WITNESS = "dev.freshet.it.app.Witness";

    @Override
    public Map<String, Object> getProperties() {
        return Map.of(WITNESS, Witness.OBJECT);
    }
}
