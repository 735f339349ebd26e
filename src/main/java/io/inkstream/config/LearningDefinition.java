package io.inkstream.config;

import static io.inkstream.config.Keys.*;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import org.apache.kafka.common.config.ConfigDef;

/** The keys of a model: what it is, how it learns, and what is told and kept of it. */
final class LearningDefinition extends Declarations {

    /** @param definition what the keys are added to */
    LearningDefinition(ConfigDef definition) {
        super(definition);
    }

    void declare() {
        model();
        learning();
        reports();
    }

    private void model() {
        group("Model");
        key(
                        PROFILE,
                        STRING,
                        Profile.STREAM.toString(),
                        Expect.oneOf("seed", "stream", "stream-small", "stream-large"),
                        HIGH)
                .means("A set of defaults: stream for quality on any UTF-8 text, stream-small and stream-large"
                        + " for less or more time per character, seed for the tutorial exactly.");
        key(MODEL, STRING, "default", Expect.name(100), MEDIUM)
                .means("Name of the model with model.by=single, and the model of a prompt that names none.");
        key(MODEL_BY, STRING, "single", Expect.oneOf("single", "key"), HIGH)
                .means("Which model a text trains: single, one model for everything; key, one model per key of"
                        + " corpus-in.");
        key(MODELS_MAX, INT, "16", Expect.wholeFrom(1, 10_000), MEDIUM)
                .means("Most models of a task with model.by=key. The text of one more becomes a dead letter.");
        profiled(VOCABULARY, STRING, Expect.oneOf("text8", "bytes"), HIGH)
                .means("What a character is: text8, a to z and space; bytes, the 256 values of UTF-8's bytes.");
        profiled(NODES, INT, Expect.wholeFrom(1, 4096), HIGH)
                .means("Hidden units of each LSTM layer. The work of a step and the size of a checkpoint grow"
                        + " with the square.");
        profiled(LAYERS, INT, Expect.wholeFrom(1, 4), HIGH)
                .means("LSTM layers. Each reads the character and the output of the layer below; the outputs of"
                        + " all enter the softmax.");
        profiled(FORGET_BIAS, DOUBLE, Expect.realFrom(-10, 10), LOW)
                .means("Initial bias of the forget gates. With 1, a new model remembers until it learns to"
                        + " forget.");
        profiled(INITIAL_MEAN, DOUBLE, Expect.realFrom(-10, 10), LOW)
                .means("Mean of the truncated normal distribution of a new model's weights.");
        profiled(INITIAL_DEVIATION, DOUBLE, Expect.realFrom(0, 10), LOW)
                .means("Standard deviation of that distribution.");
        key(INITIAL_WEIGHTS, STRING, "", Expect.anything("a path, or nothing"), LOW)
                .means("Weights that a new model starts from instead: a safetensors file in the tutorial's"
                        + " layout or PyTorch's, or a folder of the tutorial's .npy files. They are published as"
                        + " the checkpoint of step 0.");
        key(SEED, LONG, "1", Expect.anything("a whole number of 64 bits"), LOW)
                .means("Seed of a new model's weights. The same seed and the same text give the same model, to"
                        + " the bit.");
        key(ENGINE, STRING, "portable", Expect.oneOf("portable", "nd4j"), LOW)
                .means("Backend. portable: the same bits on every processor with any number of threads. nd4j:"
                        + " the same network in ND4J's operations, for comparison. Models of the two differ in"
                        + " their last bits.");
        key(THREADS, INT, "0", Expect.wholeFrom(0, 1024), LOW)
                .means("Threads that compute a step; their number changes no bit of a model. 0: one per"
                        + " processor.");
    }

    private void learning() {
        group("Learning");
        profiled(BATCH_SIZE, INT, Expect.wholeFrom(1, 1024), HIGH)
                .means("Lanes of text that are learned side by side.");
        profiled(SEGMENT_LENGTH, INT, Expect.wholeFrom(1, 10_000_000), MEDIUM)
                .means("Characters of a window in each lane. A whole window, batch.size times this, must arrive"
                        + " before it is learned.");
        profiled(UNROLLINGS, INT, Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Characters that a step advances each lane, and over which errors are propagated back.");
        profiled(OPTIMIZER, STRING, Expect.oneOf("sgd", "adam"), MEDIUM)
                .means("How gradients change the weights. adam keeps two more numbers per weight.");
        profiled(LEARNING_RATE, DOUBLE, Expect.realAbove(0, 100), HIGH)
                .means("Learning rate of the first step, or of the first after the warm-up.");
        profiled(LEARNING_RATE_WARMUP, LONG, Expect.wholeFrom(0, 1_000_000_000), LOW)
                .means("Steps over which the learning rate rises linearly from zero.");
        profiled(LEARNING_RATE_SCHEDULE, STRING, Expect.oneOf("staircase", "inverse-sqrt"), MEDIUM)
                .means("How the learning rate falls. staircase: times learning.rate.decay, every"
                        + " learning.rate.decay.every steps. inverse-sqrt: divided by the square root of 1 + step /"
                        + " learning.rate.decay.every.");
        profiled(LEARNING_RATE_DECAY, DOUBLE, Expect.realAbove(0, 1), LOW).means("Factor of the staircase.");
        profiled(LEARNING_RATE_DECAY_EVERY, LONG, Expect.wholeFrom(0, 1_000_000_000_000L), LOW)
                .means("Steps between two falls of the staircase; with inverse-sqrt, steps until the learning"
                        + " rate is down to 0.71 of its start. 0: the learning rate is constant.");
        profiled(CLIP_NORM, DOUBLE, Expect.realAbove(0, 1_000_000), LOW)
                .means("Largest global norm of the gradients; larger ones are scaled down to it.");
        profiled(WEIGHT_DECAY, DOUBLE, Expect.realFrom(0, 0.999), MEDIUM)
                .means("Decoupled weight decay: each update shrinks the network's weights by this times the"
                        + " learning rate, which keeps weights and cell values from growing without bound. 0: none.");
        profiled(STATE_RESET_WINDOWS, INT, Expect.wholeFrom(0, 1_000_000), MEDIUM)
                .means("Windows after which one lane, in turn, restarts from a zero state, as every new session"
                        + " does; a model whose state is always carried on unlearns how to begin. 0: never.");
        profiled(REPLAY_WINDOWS, INT, Expect.wholeFrom(0, 100_000), MEDIUM)
                .means("Recent windows that are kept for replay: along with each new window one of them, drawn at"
                        + " random, is learned again, which doubles the work. Reports do not count it. Their text"
                        + " is part of a checkpoint, 4 bytes a character. 0: no replay.");
        profiled(MIXTURE_BITS, INT, Expect.zeroOrFrom(10, 20), MEDIUM)
                .means("Binary logarithm of the size of the mixture's tables: the contexts that each expert"
                        + " remembers. 16 adds 28 MB to a checkpoint, each bit more doubles that. 0: the network"
                        + " alone.");
        profiled(VALIDATION_CHARACTERS, INT, Expect.wholeFrom(0, 1_000_000), LOW)
                .means("Characters at the start of a model's text that are held out for validation, as in the tutorial."
                        + " 0: none.");
        profiled(VALIDATION_SHARE, DOUBLE, Expect.realFrom(0, 0.5), LOW)
                .means("Share of the records of corpus-in that are held out: scored and never learned. A digest"
                        + " chooses them: of the text where it has 500 characters or more, so that it is held out again"
                        + " when it is sent again, else of partition and offset. With validation.characters=0 the"
                        + " newest 10,000 characters of them are what a model is measured with. 0: none.");
        profiled(CORPUS_LINE_END, STRING, Expect.text(100), LOW)
                .means("Text appended to each plain-text record of corpus-in, because line producers strip line"
                        + " ends; an empty record is a blank line. Every character counts, including blanks at the"
                        + " ends, which config shows as \\s.");
        key(CORPUS_FIELD, STRING, "", Expect.pointerOrNothing(), LOW)
                .means(
                        "Where plain-text records of corpus-in are JSON: which field is the text, as a JSON pointer (/message)."
                                + " A record without a text there becomes a dead letter. Nothing: the whole record is the text.");
        key(CORPUS_SCORES, BOOLEAN, "false", TRUE_OR_FALSE, LOW)
                .means("Whether each record of corpus-in gets a score on corpus-scores: its bits per character"
                        + " before it was learned, compared with the records before it.");
        key(ALERTS_PER_DAY, DOUBLE, "20", Expect.realFrom(0, 1e9), LOW)
                .means(
                        "With corpus.scores=true, how many records a day become alerts on corpus-alerts: those that are newest to the model."
                                + " More of what was told before is counted, and no alert of its own. 0: none.");
        key(ALERTS_SHARE, DOUBLE, "0", Expect.realFrom(0, 1), LOW)
                .means("Where above 0, which share of the records become alerts, in place of alerts.per.day.");
        key(ALERTS_TEXT, STRING, "record", Expect.oneOf("record", "stretch", "none"), LOW)
                .means(
                        "Which text an alert has: the record's first 512 characters and those of the one nearest to it, the most"
                                + " surprising stretch alone, or none.");
        key(SLICE_CHARACTERS, INT, "2048", Expect.wholeFrom(1, 250_000), LOW)
                .means("Longest piece of text, in characters, that is handed to a trainer at once; longer"
                        + " records are cut, which bounds the work within one transaction.");
    }

    private void reports() {
        group("Reports and checkpoints");
        profiled(REPORT_EVERY, INT, Expect.wholeFrom(1, 1_000_000), MEDIUM)
                .means("Steps between reports on training-metrics; step 100 has one as well.");
        key(SAMPLES_EVERY, INT, "10", Expect.wholeFrom(1, 1_000_000), LOW)
                .means("Every how many reports one carries samples of the model's writing; reports of steps 100, 500,"
                        + " 1,000, 2,000, and on, doubling, have them as well.");
        key(SAMPLE_COUNT, INT, "5", Expect.wholeFrom(0, 100), LOW).means("Samples in such a report.");
        key(SAMPLE_LENGTH, INT, "80", Expect.wholeFrom(1, 10_000), LOW).means("Characters of a sample.");
        profiled(CHECKPOINT_EVERY, INT, Expect.wholeFrom(1, 1_000_000), MEDIUM)
                .means("Steps between checkpoints: how far the generator lags behind the trainer, and how much"
                        + " is learned again after a crash.");
        key(CHECKPOINT_KEEP, INT, "8", Expect.wholeFrom(1, 1000), LOW)
                .means("Newest checkpoints of a model that stay on model-checkpoints, to verify from and to go"
                        + " back to.");
        key(CHECKPOINT_KEEP_EVERY, INT, "100", Expect.wholeFrom(0, 1_000_000), LOW)
                .means("Of a model's older checkpoints, one in this many stays as well. 0: none.");
    }
}
