package io.inkstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.inkstream.learn.NetworkSettings;

/** What a model is. */
interface ModelKeys {

    Group MODELS = new Group("Model");

    String PROFILE = MODELS.key("profile", STRING, Expect.oneOf(Profile.values()), HIGH)
            .byDefault("stream")
            .means("Set of defaults: stream for quality on any UTF-8 text, stream-small or stream-large for less or"
                    + " more time per character, seed for the tutorial's model.");

    String MODEL = MODELS.key("model", STRING, Expect.name(100), MEDIUM)
            .byDefault("default")
            .means("Name of the model with model.by=single, and the model of a prompt that names none.");

    String MODEL_BY = MODELS.key("model.by", STRING, Expect.oneOf("single", "key"), HIGH)
            .byDefault("single")
            .means("Which model a text trains: single, one model for everything; key, one model per key of"
                    + " corpus-in.");

    String MODELS_MAX = MODELS.key("models.max", INT, Expect.wholeFrom(1, 10_000), MEDIUM)
            .byDefault("16")
            .means(
                    "Maximum number of models of a task with model.by=key. Text of further models becomes dead letters.");

    String VOCABULARY = MODELS.key("vocabulary", STRING, Expect.oneOf("text8", "bytes"), HIGH)
            .byProfile("text8", "bytes", "bytes", "bytes")
            .recorded(settings -> settings.vocabulary().name())
            .fixed()
            .means("The set of characters: text8, a to z and space; bytes, the 256 bytes of UTF-8.");

    String NODES = MODELS.key("nodes", INT, Expect.wholeFrom(1, 4096), HIGH)
            .byProfile("64", "64", "32", "96")
            .recorded(settings -> settings.network().nodes())
            .fixed()
            .means("Hidden units of each LSTM layer. The work of a step and the size of a checkpoint grow with its"
                    + " square.");

    String LAYERS = MODELS.key("layers", INT, Expect.wholeFrom(1, 4), HIGH)
            .byProfile("1", "2", "1", "3")
            .recorded(settings -> settings.network().layers(), "1")
            .fixed()
            .means("LSTM layers. Each reads the character and the output of the layer below; the outputs of"
                    + " all enter the softmax.");

    String FORGET_BIAS = MODELS.key("forget.bias", DOUBLE, Expect.realFrom(-10, 10), LOW)
            .byProfile("0", "1", "1", "1")
            .recorded(settings -> settings.network().forgetBias())
            .means("Initial bias of the forget gates. With 1, a new model remembers until it learns to" + " forget.");

    String INITIAL_MEAN = MODELS.key("initial.mean", DOUBLE, Expect.realFrom(-10, 10), LOW)
            .byProfile("-0.1", "0", "0", "0")
            .recorded(settings -> settings.network().initialMean())
            .means("Mean of the truncated normal distribution of a new model's weights.");

    String INITIAL_DEVIATION = MODELS.key("initial.deviation", DOUBLE, Expect.realFrom(0, 10), LOW)
            .byProfile("0.1", "0.08", "0.08", "0.08")
            .recorded(settings -> settings.network().initialDeviation())
            .means("Standard deviation of that distribution.");

    String INITIAL_WEIGHTS = MODELS.key("initial.weights", STRING, Expect.anything("a path, or nothing"), LOW)
            .byDefault("")
            .means("Weights that a new model starts from: a safetensors file in the tutorial's or PyTorch's layout, or"
                    + " a folder of the tutorial's .npy files. They are published as the checkpoint of step 0.");

    String SEED = MODELS.key("seed", LONG, Expect.anything("a whole number of 64 bits"), LOW)
            .byDefault("1")
            .recorded(settings -> settings.seed())
            .means("Seed of a new model's weights. The same seed and text give the same model, bit for bit.");

    String ENGINE = MODELS.key("engine", STRING, Expect.oneOf("portable", "nd4j"), LOW)
            .byDefault("portable")
            .means("Backend. portable: the same bits on every processor with any number of threads. nd4j:"
                    + " the same network in ND4J's operations, for comparison. Models of the two differ in"
                    + " their last bits.");

    String THREADS = MODELS.key("threads", INT, Expect.wholeFrom(0, 1024), LOW)
            .byDefault("0")
            .means("Threads that compute a step; their number does not affect the model. 0: one per processor.");

    /** Returns the network that entries describe. */
    static NetworkSettings network(RecordedSettings.Entries of) {
        return new NetworkSettings(
                of.integer(NODES),
                of.integer(LAYERS),
                of.real(FORGET_BIAS),
                of.real(INITIAL_MEAN),
                of.real(INITIAL_DEVIATION));
    }
}
