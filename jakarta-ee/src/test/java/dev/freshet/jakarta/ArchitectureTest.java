package dev.freshet.jakarta;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

    private static final String ROOT = "dev.freshet.jakarta.";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.freshet.jakarta");

    @ParameterizedTest
    @ValueSource(strings = {"rest", "rest.transport", "servlet", "config", "cdi"})
    void classesOfEachRoomWereSeen(String room) {
        assertTrue(
                classes.stream()
                        .anyMatch(each -> each.getPackageName().equals(ROOT + room)
                                && !each.getSimpleName().equals("package-info")),
                () -> "no class of " + room + ": the rules below would hold for nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "rest, servlet", "rest, config", "rest, cdi",
        "servlet, rest", "servlet, config", "servlet, cdi",
        "config, rest", "config, servlet", "config, cdi"
    })
    void onlyCdiWiresTheOthers(String from, String to) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + to + "..")
                .check(classes);
    }

    @Test
    void vendorsAreKnownInTransportAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "rest.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.glassfish..",
                        "org.jboss..",
                        "io.smallrye..",
                        "fish.payara..",
                        "org.wildfly..",
                        "com.sun..",
                        "org.apache..")
                .check(classes);
    }

    @Test
    void configurationKnowsNeitherCallsNorBeans() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..")
                .check(classes);
    }

    @Test
    void callsKnowNoBeans() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "rest..", ROOT + "servlet..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.enterprise.inject..", "jakarta.inject..")
                .check(classes);
    }
}
