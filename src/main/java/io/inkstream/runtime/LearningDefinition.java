package io.inkstream.runtime;

import static io.inkstream.runtime.Keys.*;
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
                .means(
                        "A set of defaults: stream for quality on any UTF-8 text, stream-small and stream-large where less or"
                                + " more time may be spent on a character, seed for the tutorial exactly.");
        key(MODEL, STRING, "default", Expect.name(100), MEDIUM)
                .means("The model's name with model.by=single, and the model of a prompt that names none.");
        key(MODEL_BY, STRING, "single", Expect.oneOf("single", "key"), HIGH)
                .means("Which model a text feeds: single for one that learns everything, key for one for each key of"
                        + " corpus-in.");
        key(MODELS_MAX, INT, "16", Expect.wholeFrom(1, 10_000), MEDIUM)
                .means("How many models there may be with model.by=key. The text of one more is a dead letter.");
        profiled(VOCABULARY, STRING, Expect.oneOf("text8", "bytes"), HIGH)
                .means("What a character is: text8 for a to z and space, bytes for the 256 values of UTF-8's bytes.");
        profiled(NODES, INT, Expect.wholeFrom(1, 4096), HIGH)
                .means(
                        "Memory cells of each layer of the LSTM. A step's work and a checkpoint's size grow with the square.");
        profiled(LAYERS, INT, Expect.wholeFrom(1, 4), HIGH)
                .means("Layers of the LSTM. Each reads the character and what the layer below makes of it, and all of"
                        + " them have a say in what comes next.");
        profiled(FORGET_BIAS, DOUBLE, Expect.realFrom(-10, 10), LOW)
                .means("What a new model's forget gate starts with. 1 has it remember until it learns to forget.");
        profiled(INITIAL_MEAN, DOUBLE, Expect.realFrom(-10, 10), LOW)
                .means("Mean of the truncated normal distribution that a new model's weights are drawn from.");
        profiled(INITIAL_DEVIATION, DOUBLE, Expect.realFrom(0, 10), LOW)
                .means("Standard deviation of that distribution.");
        key(INITIAL_WEIGHTS, STRING, "", Expect.anything("a path, or nothing"), LOW)
                .means(
                        "What a new model starts from instead: a safetensors file in the tutorial's layout or PyTorch's, or a"
                                + " folder of the tutorial's .npy files. It is published as the checkpoint of step 0.");
        key(SEED, LONG, "1", Expect.anything("a whole number of 64 bits"), LOW)
                .means("What a new model's weights are drawn from. The same seed and the same text give the same"
                        + " model, to the bit.");
        key(ENGINE, STRING, "portable", Expect.oneOf("portable", "nd4j"), LOW)
                .means(
                        "What computes. portable: the same bits on every processor, with any number of threads. nd4j: the"
                                + " same network in ND4J's operations, to compare with. Models of the two differ in their last bits.");
        key(THREADS, INT, "0", Expect.wholeFrom(0, 1024), LOW)
                .means(
                        "Threads that a step is computed on. They change no bit of a model. 0: as many as the machine has.");
    }

    private void learning() {
        group("Learning");
        profiled(BATCH_SIZE, INT, Expect.wholeFrom(1, 1024), HIGH).means("Lanes of text that learn side by side.");
        profiled(SEGMENT_LENGTH, INT, Expect.wholeFrom(1, 10_000_000), MEDIUM)
                .means("Characters of text in each lane before the next window. A window of text, batch.size times"
                        + " this, must be there before it is learned.");
        profiled(UNROLLINGS, INT, Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Characters that a step goes through in each lane, and through which the gradients flow back.");
        profiled(OPTIMIZER, STRING, Expect.oneOf("sgd", "adam"), MEDIUM)
                .means("How gradients become changes of the weights. adam keeps two further numbers for each weight.");
        profiled(LEARNING_RATE, DOUBLE, Expect.realAbove(0, 100), HIGH)
                .means("The learning rate of the first step, or of the first after the warm-up.");
        profiled(LEARNING_RATE_WARMUP, LONG, Expect.wholeFrom(0, 1_000_000_000), LOW)
                .means("Steps over which the learning rate first rises evenly from nothing.");
        profiled(LEARNING_RATE_SCHEDULE, STRING, Expect.oneOf("staircase", "inverse-sqrt"), MEDIUM)
                .means(
                        "How the learning rate falls: staircase multiplies it with learning.rate.decay now and then,"
                                + " inverse-sqrt divides it by the root of 1 + step / learning.rate.decay.every, without an end.");
        profiled(LEARNING_RATE_DECAY, DOUBLE, Expect.realAbove(0, 1), LOW)
                .means("What a staircase multiplies the learning rate with, every learning.rate.decay.every steps.");
        profiled(LEARNING_RATE_DECAY_EVERY, LONG, Expect.wholeFrom(0, 1_000_000_000_000L), LOW)
                .means("Steps from one fall of a staircase to the next, or after which inverse-sqrt is down to 0.71 of"
                        + " the learning rate. 0: the learning rate is constant.");
        profiled(CLIP_NORM, DOUBLE, Expect.realAbove(0, 1_000_000), LOW)
                .means("The global norm that a step's gradients are scaled down to, where they exceed it.");
        profiled(WEIGHT_DECAY, DOUBLE, Expect.realFrom(0, 0.999), MEDIUM)
                .means(
                        "With each change of the network's weights all of them are shrunk by this times the learning rate"
                                + " (decoupled weight decay). It keeps weights, and what the cells hold, from growing for ever. 0:"
                                + " they are not shrunk.");
        profiled(STATE_RESET_WINDOWS, INT, Expect.wholeFrom(0, 1_000_000), MEDIUM)
                .means("Windows of text after which one lane, each in its turn, begins from a state of zero, as every"
                        + " prompt of a new session does: a model whose states are carried on for ever unlearns how to"
                        + " begin. 0: none does.");
        profiled(REPLAY_WINDOWS, INT, Expect.wholeFrom(0, 100_000), MEDIUM)
                .means("Newest windows of text that are kept to be learned again: beside each new window one of them,"
                        + " drawn at random, which takes as long again. It is never counted in what is reported. Their"
                        + " text is part of a checkpoint, 4 bytes a character. 0: nothing is learned again.");
        profiled(MIXTURE_BITS, INT, Expect.zeroOrFrom(10, 20), MEDIUM)
                .means(
                        "Binary logarithm of the places that each longer context has in the tables of the mixture: experts that"
                                + " count what came in contexts of many kinds, mixed with the network's opinion. 16 takes 20 MB of a"
                                + " checkpoint, each more twice as much. 0: the network is alone.");
        profiled(VALIDATION_CHARACTERS, INT, Expect.wholeFrom(0, 1_000_000), LOW)
                .means("Characters at the start of a model's text that are not learned but measured on. 0: none.");
        profiled(CORPUS_LINE_END, STRING, Expect.text(100), LOW)
                .means("What is appended to each plain-text record of corpus-in, since producers of lines strip"
                        + " their ends; an empty record is a blank line. Every character of it counts, blanks at its"
                        + " ends too, which config shows as \\s.");
        key(CORPUS_SCORES, BOOLEAN, "false", TRUE_OR_FALSE, LOW)
                .means(
                        "Whether each record of corpus-in gets a score on corpus-scores: how many bits a character it took"
                                + " before it was learned, and how far that is from the records before it.");
        key(SLICE_CHARACTERS, INT, "2048", Expect.wholeFrom(1, 250_000), LOW)
                .means("Longest piece of text, in characters, that is handed to a trainer at once; longer records are"
                        + " cut, which bounds the work within one transaction.");
    }

    private void reports() {
        group("Reports and checkpoints");
        profiled(REPORT_EVERY, INT, Expect.wholeFrom(1, 1_000_000), MEDIUM)
                .means("Steps from one report on training-metrics to the next.");
        key(SAMPLES_EVERY, INT, "10", Expect.wholeFrom(1, 1_000_000), LOW)
                .means("Every how many reports one carries samples of the model's writing.");
        key(SAMPLE_COUNT, INT, "5", Expect.wholeFrom(0, 100), LOW).means("Samples in such a report.");
        key(SAMPLE_LENGTH, INT, "80", Expect.wholeFrom(1, 10_000), LOW).means("Characters of a sample.");
        profiled(CHECKPOINT_EVERY, INT, Expect.wholeFrom(1, 1_000_000), MEDIUM)
                .means("Steps from one checkpoint to the next: how soon the generator writes as the trainer has"
                        + " learned, and how much is learned again after a crash.");
        key(CHECKPOINT_KEEP, INT, "8", Expect.wholeFrom(1, 1000), LOW)
                .means(
                        "How many of a model's newest checkpoints stay on model-checkpoints, to verify from and to go back"
                                + " to.");
        key(CHECKPOINT_KEEP_EVERY, INT, "100", Expect.wholeFrom(0, 1_000_000), LOW)
                .means("Of a model's older checkpoints, one in so many stays as well. 0: none.");
    }
}
