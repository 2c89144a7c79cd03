package dev.freshet.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The folder in which WildFly looks for applications; files beside them mark what is to happen, and what has. */
final class DeploymentScanner {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 50;

    private final Path folder;

    DeploymentScanner(Path folder) {
        this.folder = folder;
    }

    /** Deploys an application; what the server said, if it refused it. */
    Optional<String> deploy(String name, Path archive) throws IOException {
        String file = name + suffixOf(archive);
        Path failed = marker(file, "failed");
        Files.deleteIfExists(failed);
        Files.copy(archive, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        Files.createFile(marker(file, "dodeploy"));
        await(file + " is deployed", () -> isSettled(file));
        return Files.exists(failed) ? Optional.of(Files.readString(failed)) : Optional.empty();
    }

    private boolean isSettled(String file) {
        return Stream.of("dodeploy", "isdeploying").noneMatch(state -> Files.exists(marker(file, state)))
                && Stream.of("deployed", "failed").anyMatch(state -> Files.exists(marker(file, state)));
    }

    void undeploy(String name) throws IOException {
        for (String file : List.of(name + ".war", name + ".ear")) {
            if (Files.deleteIfExists(marker(file, "deployed"))) {
                await(file + " is undeployed", () -> Files.exists(marker(file, "undeployed")));
            }
        }
    }

    private static String suffixOf(Path archive) {
        String file = archive.toString();
        return file.substring(file.lastIndexOf('.'));
    }

    private Path marker(String file, String state) {
        return folder.resolve(file + "." + state);
    }

    private static void await(String what, BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("WildFly took longer than " + LIMIT + " until " + what);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted before " + what, e);
            }
        }
    }
}
