package dev.freshet.it.tck;

import java.io.File;
import java.util.List;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;

/** What each archive of the TCK gets before it is deployed: what WildFly asks for, and in one of the two runs Freshet. */
public final class Outfit implements ApplicationArchiveProcessor {

    /** The TCK's empty one means annotated classes only, since CDI 4.0; its interfaces are to be found too. */
    private static final StringAsset BEANS = new StringAsset("""
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="all"/>
            """);

    private static final StringAsset MODULES = new StringAsset("""
            <jboss-deployment-structure>
              <deployment>
                <dependencies>
                  <module name="org.wiremock"/>
                </dependencies>
              </deployment>
            </jboss-deployment-structure>
            """);

    private static final JavaArchive WITNESS = ShrinkWrap.create(JavaArchive.class, "witness.jar")
            .addClass(Witness.class)
            .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml");

    private final List<File> libraries = libraries(System.getProperty("tck.libraries"));

    /** For Arquillian. */
    public Outfit() {}

    @Override
    public void process(Archive<?> archive, TestClass test) {
        WebArchive war = (WebArchive) archive; // as all archives of this TCK are
        war.addAsWebInfResource(BEANS, "beans.xml");
        war.addAsWebInfResource(MODULES, "jboss-deployment-structure.xml");
        war.addAsLibrary(WITNESS);
        libraries.forEach(war::addAsLibrary);
    }

    private static List<File> libraries(@Nullable String folder) {
        if (folder == null) {
            return List.of();
        }
        File[] files = new File(folder).listFiles();
        if (files == null || files.length == 0) {
            throw new IllegalStateException("nothing to add to the archives in " + folder);
        }
        return List.of(files);
    }
}
