package dev.freshet.it.conformance;

import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** The contracts that there are, and their scenarios: the rows of the table. */
final class Contracts {

    /** A contract: its class, what it is about, and the sentences of its tests in their order. */
    record Contract(String name, String title, List<String> scenarios) {}

    private static final String PACKAGE = "dev.freshet.it.rest";

    private Contracts() {}

    static List<Contract> all() {
        return ReflectionSupport.findAllClassesInPackage(
                        PACKAGE, type -> Modifier.isAbstract(type.getModifiers()), name -> name.endsWith("Contract"))
                .stream()
                .map(Contracts::contract)
                .sorted(Comparator.comparing(Contract::title))
                .toList();
    }

    private static Contract contract(Class<?> type) {
        TreeSet<String> scenarios = new TreeSet<>();
        AnnotationSupport.findAnnotatedMethods(type, Testable.class, HierarchyTraversalMode.TOP_DOWN)
                .forEach(test -> scenarios.add(Scenario.of(type, test).sentence()));
        DisplayName title = type.getAnnotation(DisplayName.class);
        return new Contract(
                type.getSimpleName(), title == null ? type.getSimpleName() : title.value(), List.copyOf(scenarios));
    }
}
