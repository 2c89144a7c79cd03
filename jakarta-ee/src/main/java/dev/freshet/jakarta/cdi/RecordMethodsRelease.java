package dev.freshet.jakarta.cdi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;

/**
 * Takes the records of an application out of the memory of Java 17, which keeps the types of the record whose {@code equals},
 * {@code hashCode} or {@code toString} was linked last in static fields: held there, a type holds the class loader of the
 * application after it was undeployed. Linking the methods of a type of Java's own takes their place.
 */
final class RecordMethodsRelease {

    private static final Logger LOG = System.getLogger(RecordMethodsRelease.class.getPackageName());

    private RecordMethodsRelease() {}

    /** To be called when the application ends. Costs next to nothing, and is in vain where Java has no such memory. */
    static void release() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle text = lookup.findVirtual(String.class, "toString", MethodType.methodType(String.class));
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(lookup, method, MethodHandle.class, String.class, "text", text);
            }
        } catch (Throwable e) { // as the method declares
            LOG.log(Level.DEBUG, "FRESHET-0192: Java's methods of records are not as they used to be", e);
        }
    }
}
