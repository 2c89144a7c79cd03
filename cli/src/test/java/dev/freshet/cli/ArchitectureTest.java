package dev.freshet.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.freshet.cli");

    /** What else of Jakarta EE there is, is not in the jar. */
    @Test
    void theConfigurationIsKnownAndTheCore() {
        assertTrue(classes.contain(CommandLine.class) && classes.size() > 15, () -> "only " + classes.size());
        classes()
                .that()
                .resideInAPackage("dev.freshet.cli")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.sql",
                        "com.sun.net.httpserver",
                        "dev.freshet.cli",
                        "dev.freshet.oauth",
                        "dev.freshet.store",
                        "dev.freshet.refresh",
                        "dev.freshet.jakarta.config",
                        "io.smallrye.config",
                        "org.eclipse.microprofile.config..",
                        "org.jspecify..")
                .check(classes);
    }
}
