package io.inkstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.inkstream.learn.LearningRate;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.RoundSettings;
import io.inkstream.learn.WindowSettings;

/** How a model learns, from what, and what is told and kept of it. */
interface LearningKeys {

    Group LEARNING = new Group("Learning");

    String BATCH_SIZE = LEARNING.key("batch.size", INT, Expect.wholeFrom(1, 1024), HIGH)
            .byProfile("64", "4", "8", "4")
            .recorded(settings -> settings.window().batchSize())
            .fixed()
            .means("Lanes of text that are trained on side by side.");

    String SEGMENT_LENGTH = LEARNING.key("segment.length", INT, Expect.wholeFrom(1, 10_000_000), MEDIUM)
            .byProfile("1000", "512", "256", "512")
            .recorded(settings -> settings.window().segmentLength())
            .fixed()
            .means("Characters of a window in each lane. Training on a window starts when all of it has arrived:"
                    + " batch.size times this.");

    String UNROLLINGS = LEARNING.key("unrollings", INT, Expect.wholeFrom(1, 1000), MEDIUM)
            .byProfile("10", "16", "16", "16")
            .recorded(settings -> settings.window().unrollings())
            .fixed()
            .means("Characters by which a step advances each lane, and through which errors are propagated back.");

    String OPTIMIZER = LEARNING.key("optimizer", STRING, Expect.oneOf(Optimizer.Algorithm.values()), MEDIUM)
            .byProfile("sgd", "adam", "adam", "adam")
            .recorded(settings -> settings.optimizer().algorithm())
            .fixed()
            .means("How gradients change the weights. adam keeps two more numbers per weight.");

    String LEARNING_RATE = LEARNING.key("learning.rate", DOUBLE, Expect.realAbove(0, 100), HIGH)
            .byProfile("10.0", "0.018", "0.006", "0.012")
            .recorded(settings -> settings.optimizer().learningRate().initial())
            .means("Learning rate of the first step, or of the first after the warm-up.");

    String LEARNING_RATE_WARMUP = LEARNING.key("learning.rate.warmup", LONG, Expect.wholeFrom(0, 1_000_000_000), LOW)
            .byProfile("0", "0", "0", "0")
            .recorded(settings -> settings.optimizer().learningRate().warmUp(), "0")
            .means("Steps over which the learning rate rises linearly from zero.");

    String LEARNING_RATE_SCHEDULE = LEARNING.key(
                    "learning.rate.schedule", STRING, Expect.oneOf(LearningRate.Schedule.values()), MEDIUM)
            .byProfile("staircase", "inverse-sqrt", "inverse-sqrt", "inverse-sqrt")
            .recorded(settings -> settings.optimizer().learningRate().schedule(), "staircase")
            .means("How the learning rate falls. staircase: multiplied by learning.rate.decay every"
                    + " learning.rate.decay.every steps. inverse-sqrt: divided by the square root of 1 + step /"
                    + " learning.rate.decay.every.");

    String LEARNING_RATE_DECAY = LEARNING.key("learning.rate.decay", DOUBLE, Expect.realAbove(0, 1), LOW)
            .byProfile("0.1", "1", "1", "1")
            .recorded(settings -> settings.optimizer().learningRate().decay())
            .means("Factor of the staircase.");

    String LEARNING_RATE_DECAY_EVERY = LEARNING.key(
                    "learning.rate.decay.every", LONG, Expect.wholeFrom(0, 1_000_000_000_000L), LOW)
            .byProfile("5000", "4000", "4000", "4000")
            .recorded(settings -> settings.optimizer().learningRate().every())
            .means("Steps between two decays of the staircase; with inverse-sqrt, steps until the learning rate has"
                    + " fallen to 0.71 of its start. 0: constant learning rate.");

    String CLIP_NORM = LEARNING.key("clip.norm", DOUBLE, Expect.realAbove(0, 1_000_000), LOW)
            .byProfile("1.25", "0.3", "1.0", "0.3")
            .recorded(settings -> settings.optimizer().clipNorm())
            .means("Maximum global norm of the gradients; larger gradients are scaled down to it.");

    String WEIGHT_DECAY = LEARNING.key("weight.decay", DOUBLE, Expect.realFrom(0, 0.999), MEDIUM)
            .byProfile("0", "0.01", "0.01", "0.005")
            .recorded(settings -> settings.optimizer().weightDecay(), "0")
            .means("Decoupled weight decay: each update shrinks the network's weights by this times the learning rate,"
                    + " which keeps weights and cell values bounded. 0: none.");

    String STATE_RESET_WINDOWS = LEARNING.key("state.reset.windows", INT, Expect.wholeFrom(0, 1_000_000), MEDIUM)
            .byProfile("0", "16", "16", "16")
            .recorded(settings -> settings.window().resetWindows(), "0")
            .means("Number of windows after which one lane, in turn, restarts from a zero state, as every new session"
                    + " does. Without it a model unlearns how a text begins. 0: never.");

    String REPLAY_WINDOWS = LEARNING.key("replay.windows", INT, Expect.wholeFrom(0, 100_000), MEDIUM)
            .byProfile("0", "0", "0", "128")
            .recorded(settings -> settings.window().replayWindows(), "0")
            .fixed()
            .means("Number of recent windows to keep for replay: along with each new window, a random one of them is"
                    + " trained on again, which doubles the work. Reports do not count it. Their text is part of a"
                    + " checkpoint, 4 bytes per character. 0: no replay.");

    String MODEL_SHARDS = LEARNING.key("model.shards", INT, Expect.wholeFrom(1, 1000), MEDIUM)
            .byDefault("1")
            .recorded(settings -> settings.rounds().shards(), "1")
            .fixed()
            .means("Learners that share the text of one model. In each round, every shard trains on round.windows"
                    + " windows of its own from the same checkpoint, and the results are combined. Shards run in any"
                    + " number of instances, which does not affect the model. 1: no rounds.");

    String ROUND_WINDOWS = LEARNING.key("round.windows", INT, Expect.wholeFrom(1, 100_000), MEDIUM)
            .byDefault("64")
            .recorded(settings -> settings.rounds().windows(), "1")
            .fixed()
            .means("Windows that each shard (model.shards) trains on in a round. More windows mean less communication"
                    + " and waiting. A round starts when the text of all its windows has arrived.");

    String BEHIND = LEARNING.key("behind", STRING, Expect.oneOf("wait", "thin"), MEDIUM)
            .byDefault("wait")
            .means(
                    "What happens if text arrives faster than the trainer can process it. wait: process all of it, with"
                            + " growing lag. thin: skip whole records while waiting text is older than behind.max.ms. Skipped"
                            + " records are marked on corpus-ordered and counted in each manifest, so model verify still works.");

    String BEHIND_MAX_MS = LEARNING.key("behind.max.ms", LONG, Expect.wholeFrom(1000, 31_536_000_000L), LOW)
            .byDefault("3600000")
            .means("With behind=thin, the maximum age of waiting text in milliseconds, by the timestamps of the"
                    + " records.");

    String MIXTURE_BITS = LEARNING.key("mixture.bits", INT, Expect.zeroOrFrom(10, 20), MEDIUM)
            .byProfile("0", "16", "15", "18")
            .recorded(settings -> settings.mixture().bits(), "0")
            .fixed()
            .means("Binary logarithm of the size of the mixture's tables, which hold the contexts of each expert. 16"
                    + " adds 28 MB to a checkpoint; each bit more doubles that. 0: the network alone.");

    String VALIDATION_CHARACTERS = LEARNING.key("validation.characters", INT, Expect.wholeFrom(0, 1_000_000), LOW)
            .byProfile("1000", "0", "0", "0")
            .means(
                    "Characters at the start of a model's text to hold out for validation, as in the tutorial. 0: none.");

    String VALIDATION_SHARE = LEARNING.key("validation.share", DOUBLE, Expect.realFrom(0, 0.5), LOW)
            .byProfile("0", "0.005", "0.005", "0.005")
            .means("Share of the records of corpus-in to hold out: they are scored but never trained on. A digest"
                    + " selects them: of the text if it has 500 characters or more, so that repeated text is held out"
                    + " again, otherwise of partition and offset. With validation.characters=0 a model is evaluated on"
                    + " their newest 10,000 characters. 0: none.");

    String CORPUS_LINE_END = LEARNING.key("corpus.line.end", STRING, Expect.text(100), LOW)
            .byProfile("", "\\n", "\\n", "\\n")
            .means("Text appended to each plain-text record of corpus-in, because line producers strip line ends; an"
                    + " empty record is a blank line. Every character counts, including blanks at the ends, which config"
                    + " shows as \\s.");

    String CORPUS_FIELD = LEARNING.key("corpus.field", STRING, Expect.pointerOrNothing(), LOW)
            .byDefault("")
            .means("If plain-text records of corpus-in are JSON: the field with the text, as a JSON pointer"
                    + " (/message). A record without text there becomes a dead letter. Nothing: the whole record is the"
                    + " text.");

    String CORPUS_SCORES = LEARNING.key("corpus.scores", BOOLEAN, Expect.trueOrFalse(), LOW)
            .byDefault("false")
            .means("Whether to score each record of corpus-in on corpus-scores: its bits per character before"
                    + " training, compared with earlier records.");

    String ALERTS_PER_DAY = LEARNING.key("alerts.per.day", DOUBLE, Expect.realFrom(0, 1e9), LOW)
            .byDefault("20")
            .means("With corpus.scores=true, number of records per day that become alerts on corpus-alerts: the most"
                    + " unusual ones. Records like an earlier alert are counted instead. 0: none.");

    String ALERTS_SHARE = LEARNING.key("alerts.share", DOUBLE, Expect.realFrom(0, 1), LOW)
            .byDefault("0")
            .means("If above 0, share of the records that become alerts, instead of alerts.per.day.");

    String ALERTS_TEXT = LEARNING.key("alerts.text", STRING, Expect.oneOf("record", "stretch", "none"), LOW)
            .byDefault("record")
            .means("Text in an alert. record: the first 512 characters of the record and of the nearest one. stretch:"
                    + " only the most surprising part. none: no text.");

    String SLICE_CHARACTERS = LEARNING.key("slice.characters", INT, Expect.wholeFrom(1, 250_000), LOW)
            .byDefault("2048")
            .means("Maximum length, in characters, of a piece of text on corpus-ordered; longer records are split,"
                    + " which limits the work within one transaction.");

    Group REPORTS = new Group("Reports and checkpoints");

    String REPORT_EVERY = REPORTS.key("report.every", INT, Expect.wholeFrom(1, 1_000_000), MEDIUM)
            .byProfile("100", "500", "250", "500")
            .means("Steps between reports on training-metrics; there is also one at step 100.");

    String SAMPLES_EVERY = REPORTS.key("samples.every", INT, Expect.wholeFrom(1, 1_000_000), LOW)
            .byDefault("10")
            .means("Every how many reports to include samples of the model's writing; the reports of steps 100, 500,"
                    + " 1,000, 2,000 and so on, doubling, always have them.");

    String SAMPLE_COUNT = REPORTS.key("sample.count", INT, Expect.wholeFrom(0, 100), LOW)
            .byDefault("5")
            .means("Samples in such a report.");

    String SAMPLE_LENGTH = REPORTS.key("sample.length", INT, Expect.wholeFrom(1, 10_000), LOW)
            .byDefault("80")
            .means("Characters of a sample.");

    String CHECKPOINT_EVERY = REPORTS.key("checkpoint.every", INT, Expect.wholeFrom(1, 1_000_000), MEDIUM)
            .byProfile("100", "1000", "500", "1000")
            .means("Steps between checkpoints: how far the generator lags behind the trainer, and how much training is"
                    + " repeated after a crash.");

    String CHECKPOINT_KEEP = REPORTS.key("checkpoint.keep", INT, Expect.wholeFrom(1, 1000), LOW)
            .byDefault("8")
            .means("Number of newest checkpoints of a model to keep on model-checkpoints, for verification and"
                    + " rollback. Of older ones up to twice as old one in 2 stays, up to four times as old one in 4, and"
                    + " so on; the first always stays.");

    String CHECKPOINT_KEEP_MIB = REPORTS.key("checkpoint.keep.mib", INT, Expect.wholeFrom(0, 1_000_000_000), LOW)
            .byDefault("1536")
            .means("Maximum MiB of the checkpoints of all models of a task: above it, checkpoint.keep is halved, down"
                    + " to 1 if necessary. 0: no limit.");

    /** Returns the walk through a text that entries describe. */
    static WindowSettings window(RecordedSettings.Entries of) {
        return new WindowSettings(
                of.integer(BATCH_SIZE),
                of.integer(SEGMENT_LENGTH),
                of.integer(UNROLLINGS),
                of.integer(STATE_RESET_WINDOWS),
                of.integer(REPLAY_WINDOWS));
    }

    /** Returns how text is shared out, as entries describe it; where there is one learner, rounds have no length. */
    static RoundSettings rounds(RecordedSettings.Entries of) {
        int shards = of.integer(MODEL_SHARDS);
        return shards == 1 ? RoundSettings.ALONE : new RoundSettings(shards, of.integer(ROUND_WINDOWS));
    }

    /** Returns the optimizer that entries describe. */
    static OptimizerSettings optimizer(RecordedSettings.Entries of) {
        return new OptimizerSettings(
                Optimizer.Algorithm.named(of.text(OPTIMIZER)),
                new LearningRate(
                        of.real(LEARNING_RATE),
                        LearningRate.Schedule.named(of.text(LEARNING_RATE_SCHEDULE)),
                        of.real(LEARNING_RATE_DECAY),
                        of.longInteger(LEARNING_RATE_DECAY_EVERY),
                        of.longInteger(LEARNING_RATE_WARMUP)),
                of.real(CLIP_NORM),
                of.real(WEIGHT_DECAY));
    }
}
