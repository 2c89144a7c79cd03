/**
 * The scenarios: tests that each server's module runs unchanged. A class whose name ends in {@code IT} is deployed by
 * Arquillian or starts servers of its own through {@link dev.freshet.it.server.ApplicationServer}. The application that
 * they deploy is in {@link dev.freshet.it.app}.
 */
@NullMarked
package dev.freshet.it;

import org.jspecify.annotations.NullMarked;
