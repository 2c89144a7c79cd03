package dev.freshet.it.keycloak;

import java.io.IOException;
import java.nio.file.Path;

/** Called by the build: prepares the distribution in the folder given as the argument, unless that was done before. */
public final class PrepareKeycloak {

    private PrepareKeycloak() {}

    /** Prepares the distribution whose folder is the only argument. */
    public static void main(String[] arguments) throws IOException {
        Distribution distribution =
                new Distribution(Path.of(arguments[0]).toAbsolutePath().normalize());
        if (!distribution.isPrepared()) {
            distribution.prepare();
        }
    }
}
