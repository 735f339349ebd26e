package io.inkstream.learn;

import io.inkstream.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the last bits of the arithmetic depend on. Two machines with the same fingerprint learn the same weights from the same
 * text; with another one they may differ in the last bits, and from then on in all.
 */
public final class Fingerprint {

    private static final int PROBE_STEPS = 3;
    private static final int PROBE_DIGITS = 16;

    private Fingerprint() {}

    /**
     * Takes the fingerprint of this machine for a network of these settings: {@code engine}, {@code arch}, {@code nd4j} (its
     * version) unless the engine is portable, and {@code probe}: the beginning of the digest after three steps on made-up text. Names of processors do not say
     * which kernels a library chooses on them, and sizes decide too; the probe shows it. A mixture has the same bits everywhere and no part in it.
     */
    public static Map<String, String> of(Engine engine, LearnerSettings settings) {
        var fingerprint = new TreeMap<String, String>();
        fingerprint.put("engine", engine.name());
        if (!engine.isPortable()) {
            fingerprint.put("arch", System.getProperty("os.arch"));
            fingerprint.put("nd4j", version());
        }
        fingerprint.put("probe", probe(engine, settings));
        return fingerprint;
    }

    private static String probe(Engine engine, LearnerSettings settings) {
        var learner = new Learner(settings.withoutMixture(), engine);
        var random = new Random(settings.seed());
        var window = settings.window();
        int vocabulary = settings.shape().vocabulary();
        for (int step = 0; step < PROBE_STEPS; step++) {
            var batches = new int[window.unrollings() + 1][window.batchSize()];
            for (int[] batch : batches) {
                for (int lane = 0; lane < batch.length; lane++) {
                    batch[lane] = random.nextInt(vocabulary);
                }
            }
            learner.step(batches);
        }
        return learner.weights().sha256().substring(0, PROBE_DIGITS);
    }

    /** As the library's own archive says. */
    private static String version() {
        try (var in = Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("the archive of nd4j-api cannot be read", e);
        }
    }
}
