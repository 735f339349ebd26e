package io.inkstream.bench.speed;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Another build of this program, to be measured in turn with this one: what a change brought is a ratio within one run.
 *
 * @param lib its folder of jars
 * @param engine the engine that it is to use
 */
public record AnotherBuild(Path lib, String engine) {

    /** What it is called in tables. */
    static final String NAME = "against";

    /**
     * Finds a build.
     *
     * @param folder a checkout that was built, or an installed folder
     * @throws IllegalArgumentException if there are no jars in it
     */
    public static AnotherBuild in(Path folder, String engine) {
        for (String place : new String[] {"target/inkstream/lib", "lib"}) {
            var lib = folder.resolve(place);
            if (Files.isDirectory(lib)) {
                return new AnotherBuild(lib.toAbsolutePath(), engine);
            }
        }
        throw new IllegalArgumentException(
                folder
                        + " must be a checkout that was built, or an installed folder: it has neither target/inkstream/lib nor lib");
    }

    /** @param mainClass of the benchmark; the other build must have it too */
    Contestant contestant(Class<?> mainClass) {
        return new Contestant(
                NAME, engine, mainClass.getName(), classPath(), Map.of(), Set.of(), Contestants.bounded());
    }

    private String classPath() {
        try (var jars = Files.list(lib)) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new IllegalArgumentException(lib + " cannot be read: " + e.getMessage(), e);
        }
    }
}
