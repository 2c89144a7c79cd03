/**
 * Starts the parts desk on Payara Micro together with everything it talks to: an authorization server, the partner's API
 * and a switch to make trouble there. All of it is on loopback, and ends with this process. Start at {@link
 * dev.freshet.example.launcher.PartsDeskLauncher}. Not for production: the authorization server is the one of the testkit.
 */
@NullMarked
package dev.freshet.example.launcher;

import org.jspecify.annotations.NullMarked;
