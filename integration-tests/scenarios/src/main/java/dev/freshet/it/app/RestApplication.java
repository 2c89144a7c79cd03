package dev.freshet.it.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Publishes the resources of this package at the root of the application. */
@ApplicationPath("")
public class RestApplication extends Application {}
