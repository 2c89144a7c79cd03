package dev.freshet.example.dealerportal;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Publishes the resources of this package under {@code api}, which only those who are signed in can reach. */
@ApplicationPath("api")
public class PortalApplication extends Application {}
