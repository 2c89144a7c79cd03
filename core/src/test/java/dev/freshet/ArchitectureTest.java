package dev.freshet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The arrows of the house: oauth is the ground floor, store stands on it, refresh on both, http on all. */
class ArchitectureTest {

    private final JavaClasses core = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.freshet");

    @Test
    void sawTheClasses() {
        assertTrue(core.size() > 40, () -> "only " + core.size() + " classes were seen");
    }

    @Test
    void pointsDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("oauth")
                .definedBy("dev.freshet.oauth..")
                .layer("store")
                .definedBy("dev.freshet.store..")
                .layer("refresh")
                .definedBy("dev.freshet.refresh..")
                .layer("http")
                .definedBy("dev.freshet.http..")
                .whereLayer("http")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("refresh")
                .mayOnlyBeAccessedByLayers("http")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("refresh", "http")
                .check(core);
    }

    @Test
    void knowsNothingButTheJdkCaffeineAndJson() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.freshet..",
                        "java..",
                        "javax.net.ssl..",
                        "javax.sql..",
                        "javax.crypto..",
                        "com.github.benmanes.caffeine..",
                        "jakarta.json..",
                        "org.jspecify.annotations..")
                .check(core);
    }

    @Test
    void keepsTheMachinePure() {
        noClasses()
                .that()
                .haveNameMatching("dev\\.freshet\\.refresh\\.GrantState(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.concurrent.atomic..", "java.util.concurrent.locks..", "java.net..", "java.io..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(core);
    }

    /** A monitor pins a virtual thread: azure #46231 (deadlock), Caffeine #1018. */
    @Test
    void synchronizesNothing() {
        ArchRuleDefinition.noMethods()
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .check(core);
    }
}
