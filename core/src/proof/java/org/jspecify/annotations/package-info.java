/** Stands in for the annotations of JSpecify while mutations are made. */
package org.jspecify.annotations;
