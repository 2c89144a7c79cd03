package dev.freshet.signin;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.freshet.signin");

    @Test
    void classesWereSeen() {
        assertTrue(classes.contain(SignIn.class) && classes.size() > 30, () -> "only " + classes.size());
    }

    @Test
    void nothingOfAVendorAndNoCallsAreKnown() {
        classes()
                .that()
                .resideInAPackage("dev.freshet.signin")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.freshet.signin",
                        "dev.freshet.oauth",
                        "dev.freshet.store",
                        "dev.freshet.refresh",
                        "dev.freshet.jakarta.config",
                        "dev.freshet.jakarta.servlet",
                        "jakarta.servlet..",
                        "jakarta.json..",
                        "jakarta.inject..",
                        "jakarta.annotation..",
                        "jakarta.enterprise..",
                        "com.github.benmanes.caffeine..",
                        "com.nimbusds..",
                        "org.jspecify..")
                .check(classes);
    }

    @Test
    void signaturesAreCheckedInOnePlace() {
        noClasses()
                .that(describe(
                        "do not look at ID tokens",
                        each -> !each.getName().contains(".IdTokens")
                                && !each.getName().contains(".ProviderKeys")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.nimbusds..")
                .check(classes);
    }
}
