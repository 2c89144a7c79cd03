package dev.freshet.it.app.unwitnessed;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** In place of {@link dev.freshet.it.app.RestApplication} in an application that no test looks for in the memory. */
@ApplicationPath("")
public class UnwitnessedApplication extends Application {}
