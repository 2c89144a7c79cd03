/** The application of the scenarios: what a user of Freshet would write, with resources that let a test drive its calls. */
@NullMarked
package dev.freshet.it.app;

import org.jspecify.annotations.NullMarked;
