/** The contract of the filters, on CXF. */
@NullMarked
package dev.freshet.it.cxf;

import org.jspecify.annotations.NullMarked;
