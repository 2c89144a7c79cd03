/** The example as a person sees it: started, watched in a browser, troubled and ended. */
@NullMarked
package dev.freshet.example.launcher;

import org.jspecify.annotations.NullMarked;
