package dev.freshet.example.partsdesk;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Publishes the resources of this package under {@code api}. */
@ApplicationPath("api")
public class PartsDeskApplication extends Application {}
