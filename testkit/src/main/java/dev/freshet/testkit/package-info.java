/**
 * An authorization server and a protected resource on loopback, for tests of applications that call with Bearer tokens.
 * Start with {@link dev.freshet.testkit.AuthorizationServer}, or let
 * {@link dev.freshet.testkit.AuthorizationServerExtension} start both for each test method. Both are scripted through
 * {@link dev.freshet.testkit.Endpoint} with {@link dev.freshet.testkit.Fault}s, and keep each request as it came over
 * the wire. Everything happens in memory and over plain HTTP: this is no authorization server for production.
 */
@NullMarked
package dev.freshet.testkit;

import org.jspecify.annotations.NullMarked;
