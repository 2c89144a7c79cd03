/** The example, started as a person would start it. */
@NullMarked
package dev.freshet.example.cluster;

import org.jspecify.annotations.NullMarked;
