/** WildFly as a child process of the scenarios. */
@NullMarked
package dev.freshet.it.wildfly;

import org.jspecify.annotations.NullMarked;
