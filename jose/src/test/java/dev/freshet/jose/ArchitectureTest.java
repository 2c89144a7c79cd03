package dev.freshet.jose;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.freshet.jose");

    @Test
    void onlyTheMessagesAreKnownAndWhatSignsThem() {
        assertTrue(classes.contain(NimbusAssertions.class));
        classes()
                .that()
                .resideInAPackage("dev.freshet.jose")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "dev.freshet.jose", "dev.freshet.oauth", "com.nimbusds..", "org.jspecify..")
                .check(classes);
    }
}
