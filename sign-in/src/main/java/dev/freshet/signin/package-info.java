/** Signs users in. */
@NullMarked
package dev.freshet.signin;

import org.jspecify.annotations.NullMarked;
