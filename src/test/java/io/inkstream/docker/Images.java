package io.inkstream.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.exception.NotFoundException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * The images that the tests run, by the names that {@code -Dinkstream.image.NAME} gives: the public ones where they can be pulled,
 * stand-ins that {@code src/test/docker/images.sh} makes where not.
 */
final class Images {

    /** Under continuous integration nothing is skipped. */
    private static final boolean REQUIRED = System.getenv("CI") != null;

    private Images() {}

    /** Skips the test where there is no Docker engine, except under continuous integration. */
    static void assumeEngine() {
        boolean there = DockerClientFactory.instance().isDockerAvailable();
        if (REQUIRED) {
            assertThat(there).as("a Docker engine answers").isTrue();
        }
        assumeTrue(there, "no Docker engine answers here: the tests of the images are skipped");
    }

    /** Skips the test where there is no such image, except under continuous integration. */
    static void assumePresent(String image) {
        boolean there = isPresent(image);
        if (REQUIRED) {
            assertThat(there).as("the image " + image).isTrue();
        }
        assumeTrue(there, "no image " + image + " here: src/test/docker/images.sh makes it");
    }

    private static boolean isPresent(String image) {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    static DockerImageName kafka() {
        return DockerImageName.parse(named("kafka")).asCompatibleSubstituteFor("apache/kafka");
    }

    static DockerImageName registry() {
        return DockerImageName.parse(named("registry"));
    }

    static DockerImageName inkstream() {
        return DockerImageName.parse(named("inkstream"));
    }

    /** The image of the commit before. */
    static DockerImageName before() {
        return DockerImageName.parse(named("before"));
    }

    static String named(String name) {
        String key = "inkstream.image." + name;
        String image = System.getProperty(key);
        if (image == null || image.isEmpty()) {
            throw new IllegalStateException("-D" + key + " names the image to test: the profile docker sets it");
        }
        return image;
    }
}
