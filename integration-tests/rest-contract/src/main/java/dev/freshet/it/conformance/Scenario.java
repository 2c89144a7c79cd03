package dev.freshet.it.conformance;

import java.lang.reflect.Method;
import java.util.Optional;

/**
 * A row of the table: a contract, and the sentence that one of its tests is named by.
 *
 * @param contract the class that first says it; of a test that only one runtime has, the class of that runtime
 */
record Scenario(Class<?> contract, String sentence) {

    /** The scenario of a test method, which may take the place of one that a contract has. */
    static Scenario of(Class<?> type, Method test) {
        Method first = test;
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            first = declared(each, test).orElse(first);
        }
        return new Scenario(first.getDeclaringClass(), Sentences.of(first));
    }

    private static Optional<Method> declared(Class<?> type, Method test) {
        try {
            return Optional.of(type.getDeclaredMethod(test.getName(), test.getParameterTypes()));
        } catch (NoSuchMethodException inherited) {
            return Optional.empty();
        }
    }
}
