package io.inkstream.streams;

import io.inkstream.checkpoint.ModelFile;
import io.inkstream.config.Configuration;
import io.inkstream.config.ConfigurationException;
import io.inkstream.config.Keys;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import io.inkstream.generate.GeneratorSettings;
import io.inkstream.generate.admission.PendingLimit;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.request.ValueFormats;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.model.Parameters;
import io.inkstream.serde.json.TextField;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads the settings of the two topologies out of the configuration. */
public final class TopologySettings {

    private TopologySettings() {}

    /** A new engine, which whoever asked for it closes. */
    public static Engine engine(Configuration c) {
        return Engine.named(c.string(Keys.ENGINE), c.integer(Keys.THREADS));
    }

    /** A new engine for one of many shards, which have a thread each. */
    static Engine engineOfShard(Configuration c) {
        return Engine.named(c.string(Keys.ENGINE), 1);
    }

    /** The trainer's settings; reads the file or folder that {@code initial.weights} names. */
    public static TrainerSettings trainer(Configuration c) {
        var learner = RecordedSettings.of(c);
        return new TrainerSettings(
                learner,
                new TrainerSettings.Models(
                        c.string(Keys.MODEL_BY).equals("key")
                                ? new ModelNaming.ByKey()
                                : new ModelNaming.Single(c.string(Keys.MODEL)),
                        c.integer(Keys.MODELS_MAX),
                        initialWeights(c, learner)),
                new TrainerSettings.Corpus(
                        new TextField(c.string(Keys.CORPUS_FIELD)),
                        c.string(Keys.CORPUS_LINE_END),
                        c.integer(Keys.SLICE_CHARACTERS)),
                new TrainerSettings.Validation(
                        c.integer(Keys.VALIDATION_CHARACTERS), new ValidationShare(c.real(Keys.VALIDATION_SHARE))),
                new TrainerSettings.Reporting(
                        c.integer(Keys.REPORT_EVERY),
                        c.integer(Keys.SAMPLES_EVERY),
                        c.integer(Keys.SAMPLE_COUNT),
                        c.integer(Keys.SAMPLE_LENGTH)),
                new TrainerSettings.Checkpointing(
                        c.integer(Keys.CHECKPOINT_EVERY),
                        c.integer(Keys.CHECKPOINT_KEEP),
                        c.integer(Keys.CHECKPOINT_KEEP_MIB)),
                c.flag(Keys.CORPUS_SCORES),
                new AlertSettings(
                        c.real(Keys.ALERTS_PER_DAY),
                        c.real(Keys.ALERTS_SHARE),
                        AlertSettings.Text.valueOf(c.string(Keys.ALERTS_TEXT).toUpperCase(Locale.ROOT))));
    }

    /** The generator's settings. */
    public static GeneratorSettings generator(Configuration c) {
        String pin = c.string(Keys.MODEL_PIN);
        return new GeneratorSettings(
                new GeneratorSettings.Model(
                        c.string(Keys.MODEL),
                        pin.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(pin)),
                        Optional.of(c.string(Keys.MODEL_SHADOW)).filter(name -> !name.isEmpty())),
                new PromptRules(c.integer(Keys.PROMPT_LENGTH_MAX), c.integer(Keys.PROMPT_TEXT_MAX)),
                new PendingLimit(
                        c.integer(Keys.PROMPTS_PENDING_MAX),
                        c.string(Keys.PROMPTS_WHEN_FULL).equals("reply-busy")),
                c.integer(Keys.PROMPTS_BATCH_MAX),
                new GeneratorSettings.Stores(
                        Duration.ofMillis(c.longValue(Keys.SESSION_TTL_MS)),
                        c.string(Keys.SESSION_STORE).equals("memory"),
                        c.flag(Keys.SESSION_ADAPT),
                        Duration.ofMillis(c.longValue(Keys.IDEMPOTENCY_TTL_MS))),
                Set.copyOf(c.list(Keys.REPLY_TOPICS)),
                new ValueFormats(
                        c.string(Keys.PROMPTS_FORMAT).equals("json"),
                        c.string(Keys.REPLIES_FORMAT).equals("json")));
    }

    /**
     * What a new model begins with, if the key {@code initial.weights} names anything: a folder of NumPy files under the tutorial's
     * names ({@code ix.npy} and on), or a safetensors file in any layout that {@link ModelFile} reads.
     *
     * @throws ConfigurationException if there is neither, an array is missing or of another shape, or the weights are not of the
     *     learner's size
     */
    public static Optional<Parameters> initialWeights(Configuration c, LearnerSettings learner) {
        String given = c.string(Keys.INITIAL_WEIGHTS);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        var path = Path.of(given);
        try {
            var weights = Files.isDirectory(path) ? fromNumpy(path) : ModelFile.weights(Files.readAllBytes(path));
            ModelFile.requireSize(weights, learner);
            ModelFile.requireFinite(weights);
            return Optional.of(weights);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    Keys.INITIAL_WEIGHTS + " must be a folder of .npy files or a safetensors file of a model: " + path
                            + " (" + e.getMessage() + ")",
                    e);
        }
    }

    private static Parameters fromNumpy(Path folder) throws IOException {
        var arrays = new LinkedHashMap<String, INDArray>();
        try (var files = Files.newDirectoryStream(folder, "*.npy")) {
            for (var file : files) {
                String name = file.getFileName().toString().replace(".npy", "");
                arrays.put(name, Nd4j.createFromNpyFile(file.toFile()));
            }
        }
        return Parameters.named(arrays);
    }
}
