/**
 * Watches the logs of a test run for tokens, at the finest level. Start at {@link dev.freshet.it.secrets.SecretWatch}; being on
 * the class path is all it takes.
 */
@NullMarked
package dev.freshet.it.secrets;

import org.jspecify.annotations.NullMarked;
