package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.engine.Engine;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusScore;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.corpus.Verdict;
import io.inkstream.train.loop.NotFiniteException;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import io.inkstream.train.store.KeptSources;
import io.inkstream.train.store.KeptText;
import io.inkstream.train.store.Saved;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

final class LearnTextTest {

    private static final byte[] MODEL = "default".getBytes(StandardCharsets.UTF_8);
    /** What begins a slice that is no text but what a person said of one. */
    private static final String NOT_NEWS = "-";

    private static final String NEWS = "+";
    private static final String TEXT = NumbersCorpus.text().substring(0, 1000);

    /**
     * What a broker keeps of a run that is killed again and again: the stores as of the last commit, the offset that they belong
     * to, and the records that were forwarded before it. All else is lost.
     */
    @Property(tries = 10)
    void however_often_it_is_killed_between_commits_the_model_and_what_it_reported_are_the_same(@ForAll long seed) {
        var random = new Random(seed);
        List<String> slices = withVerdicts(slices(random));
        var expected = new Run(scored(64, 30));
        slices.forEach(expected::process);
        expected.punctuate();
        expected.commit();

        var run = new Run(scored(64, 30));
        while (run.committedRecords < slices.size()) {
            switch (random.nextInt(6)) {
                case 0 -> run.commit();
                case 1 -> run.killAndRestart();
                case 2 -> run.punctuate();
                default -> run.process(slices.get(Math.min(run.records, slices.size() - 1)), slices.size());
            }
        }
        run.punctuate();
        run.commit();

        assertThat(run.digests()).isEqualTo(expected.digests()).hasSizeGreaterThan(3);
        assertThat(run.reports()).isEqualTo(expected.reports()).hasSizeGreaterThan(3);
        assertThat(run.scores()).isEqualTo(expected.scores()).hasSizeGreaterThan(1);
        assertThat(run.learner().sha256()).isEqualTo(expected.learner().sha256());
        assertThat(run.scores())
                .anyMatch(score -> score.contains("\"dismissed\": 1.0"))
                .anyMatch(score -> score.contains("\"dismissed\": null"));

        // To tell scores changes nothing else.
        var plain = new Run(settings(64, 30));
        slices.forEach(plain::process);
        plain.punctuate();
        plain.commit();
        assertThat(plain.digests()).isEqualTo(expected.digests());
        assertThat(plain.scores()).isEmpty();
    }

    @Test
    void a_verdict_on_a_model_that_has_learned_no_text_is_a_dead_letter_and_begins_no_model() {
        var run = new Run(scored(64, 30));
        run.process(NOT_NEWS + "one two three");
        run.process("a".repeat(30)); // held out
        run.process(NOT_NEWS + "one two three");
        assertThat(run.forwarded()).hasSize(2).hasOnlyElementsOfType(byte[].class);
        run.process("a");
        run.process(NOT_NEWS + "one two three");
        assertThat(run.forwarded()).hasSize(2);
        assertThat(new KeptText(run.kept).of("default")).hasSize(3);
    }

    @Test
    void so_is_each_that_comes_when_as_many_wait_for_the_next_text_as_may() {
        var run = new Run(scored(64, 0));
        run.process("a");
        for (int i = 0; i < Verdict.AT_ONE_PLACE_MAX + 3; i++) {
            run.process(NOT_NEWS + "one two three " + i);
        }
        assertThat(run.forwarded()).hasSize(3).hasOnlyElementsOfType(byte[].class);
        run.process("b");
        run.commit();
        run.killAndRestart();
        run.process(NOT_NEWS + "one two three");
        assertThat(run.forwarded()).isEmpty();
        assertThat(new KeptText(run.kept).of("default")).hasSize(Verdict.AT_ONE_PLACE_MAX + 3);
    }

    @Test
    void every_record_that_ends_in_the_text_that_is_learned_has_one_score() {
        var run = new Run(scored(64, 30));
        var slices = slices(new Random(1));
        slices.forEach(run::process);
        run.punctuate();
        run.commit();

        // Records of three slices, see Run.process. Windows of 128 characters behind the 30 that are held out.
        int learned = 30 + (TEXT.length() - 31) / 128 * 128 + 1;
        var offsets = new ArrayList<Long>();
        for (int slice = 0, end = 0; slice < slices.size(); slice++) {
            end += slices.get(slice).length();
            if (slice % 3 == 2 && end <= learned) {
                offsets.add((long) slice / 3);
            }
        }
        var scores = run.committed.stream()
                .map(Record::value)
                .filter(CorpusScore.class::isInstance)
                .map(CorpusScore.class::cast)
                .toList();
        assertThat(scores).extracting(CorpusScore::getOffset).isEqualTo(offsets).hasSizeGreaterThan(2);
        assertThat(scores).allSatisfy(score -> {
            assertThat(score.getPartition()).isEqualTo(7);
            assertThat(score.getTopic()).isEqualTo("corpus-in");
        });
        // The first begins with what is held out and the one character that nothing comes before.
        int first = slices.subList(0, 3).stream().mapToInt(String::length).sum();
        assertThat(scores.get(0).getCharacters()).isEqualTo(first - 31);
    }

    @Test
    void text_that_was_learned_and_left_behind_is_not_kept() {
        var run = new Run(settings(64, 30));
        slices(new Random(1)).forEach(run::process);
        run.punctuate();

        int kept = new KeptText(run.kept)
                .of("default").stream().mapToInt(piece -> piece.ids().length).sum();
        assertThat(kept).isLessThan(TEXT.length() / 3);
    }

    @Test
    void between_two_commits_it_learns_for_two_seconds_and_a_step_at_most_however_much_text_there_is() {
        var expected = new Run(settings(64, 30));
        slices(new Random(1)).forEach(expected::process);
        expected.punctuate();
        expected.commit();

        var run = new Run(settings(64, 30));
        // A step learns a batch and, from the second window on, an older one again: 700 ms.
        run.learnNanos = Duration.ofMillis(350).toNanos();
        slices(new Random(1)).forEach(run::process); // no round has ended: all are in one transaction
        assertThat(Duration.ofNanos(run.nanos)).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2700));

        long before;
        do {
            before = run.nanos;
            run.punctuate();
            assertThat(Duration.ofNanos(run.nanos - before)).isLessThan(Duration.ofMillis(1300));
        } while (run.nanos > before);
        run.commit();

        assertThat(run.digests()).isEqualTo(expected.digests()).hasSizeGreaterThan(3);
    }

    @Test
    void after_a_restart_steps_are_repeated_in_rounds_as_short_as_all_others_and_nothing_is_said_twice() {
        var expected = new Run(settings(64, 30));
        slices(new Random(1)).forEach(expected::process);
        expected.punctuate();
        expected.commit();

        var run = new Run(settings(64, 30));
        var slices = slices(new Random(1));
        slices.subList(0, 6).forEach(run::process);
        run.punctuate();
        run.commit();
        long done = run.steps();
        run.learnNanos = Duration.ofMillis(350).toNanos();
        run.killAndRestart();
        assertThat(run.nanos)
                .as("learning when it starts: the fingerprint's three steps")
                .isLessThanOrEqualTo(3 * run.learnNanos);

        long before = run.nanos;
        slices.subList(6, slices.size()).forEach(run::process);
        run.commit();
        assertThat(Duration.ofNanos(run.nanos - before)).isLessThan(Duration.ofMillis(2800));
        assertThat(run.steps()).isGreaterThanOrEqualTo(done);
        for (int round = 0; round < 200; round++) {
            run.punctuate();
            run.commit();
        }

        assertThat(run.digests()).isEqualTo(expected.digests()).hasSizeGreaterThan(3);
        assertThat(run.reports()).isEqualTo(expected.reports()).hasSizeGreaterThan(3);
    }

    @Test
    void text_is_left_in_kafka_while_more_is_in_hand_than_two_windows_and_some_slices() {
        var run = new Run(settings(2, 0));
        run.learnNanos = Duration.ofSeconds(3).toNanos(); // slower than any stream
        int taken = 0;
        while (!run.intake.isFull(0)) {
            run.process("a".repeat(100));
            run.punctuate();
            taken += 100;
        }
        // Windows of 4 characters, slices of 100 at most.
        assertThat(taken).isBetween(1600, 1800);

        while (run.intake.isFull(0)) {
            run.punctuate();
        }
        assertThat(run.steps()).isPositive();
    }

    @Test
    void another_network_than_the_checkpoint_has_is_refused_by_name() {
        var run = new Run(settings(64, 30));
        slices(new Random(1)).forEach(run::process);
        run.commit();

        assertThatThrownBy(() -> run.restart(settings(32, 30)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("segment.length")
                .hasMessageContaining("64")
                .hasMessageContaining("32");
    }

    @Test
    void weights_that_it_is_given_are_its_checkpoint_of_step_0_and_survive_a_kill() {
        var given = given(99);
        var expected = new Run(settings(64, 30, Optional.of(given)));
        slices(new Random(1)).forEach(expected::process);
        expected.punctuate();
        expected.commit();
        assertThat(expected.digests().get(0)).startsWith("0 " + given.sha256());
        assertThat(expected.learner().sha256()).isNotEqualTo(given.sha256());

        var run = new Run(settings(64, 30, Optional.of(given)));
        slices(new Random(1)).subList(0, 6).forEach(run::process);
        run.commit();
        run.killAndRestart();
        slices(new Random(1)).subList(6, slices(new Random(1)).size()).forEach(run::process);
        run.punctuate();
        run.commit();
        assertThat(run.digests()).isEqualTo(expected.digests()).hasSizeGreaterThan(3);
    }

    @Test
    void a_model_that_began_otherwise_is_not_taken_for_one_that_began_with_the_weights_that_are_given() {
        var run = new Run(settings(64, 30));
        slices(new Random(1)).forEach(run::process);
        run.commit();

        var given = given(99);
        assertThatThrownBy(() -> run.restart(settings(64, 30, Optional.of(given))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(given.sha256())
                .hasMessageContaining("--from");
    }

    private static Parameters given(long seed) {
        var shape = settings(64, 30).learner().shape();
        return Parameters.truncatedNormal(shape, 0, 0.1, new Random(seed));
    }

    private static List<String> slices(Random random) {
        var slices = new ArrayList<String>();
        for (int from = 0, to; from < TEXT.length(); from = to) {
            to = Math.min(TEXT.length(), from + 1 + random.nextInt(150));
            slices.add(TEXT.substring(from, to));
        }
        return slices;
    }

    /** Before the second record it is said to be no news, and so is the third, which is taken back. */
    private static List<String> withVerdicts(List<String> slices) {
        var all = new ArrayList<>(slices);
        String second = String.join("", slices.subList(3, 6));
        String third = String.join("", slices.subList(6, Math.min(9, slices.size())));
        all.addAll(3, List.of(NOT_NEWS + third, NEWS + third, NOT_NEWS + second));
        return all;
    }

    /** At a rate of 1e38 the first steps leave what float32 can hold. */
    @Test
    void a_model_that_comes_to_no_number_stops_with_the_offsets_of_the_text_that_did_it_and_makes_no_checkpoint() {
        var run = new Run(settings(10, 0));
        for (int i = 0; i < 40; i++) {
            run.process(TEXT.substring(i * 10, i * 10 + 10));
        }
        run.commit();
        assertThat(run.digests()).isNotEmpty();
        var digests = run.digests();
        var good = settings(10, 0).learner();
        var wild = new LearnerSettings(
                good.vocabulary(),
                good.network(),
                good.window(),
                new OptimizerSettings(
                        good.optimizer().algorithm(),
                        new LearningRate(1e38, 1, 0),
                        good.optimizer().clipNorm(),
                        0),
                good.mixture(),
                good.seed());

        run.restart(with(wild));
        assertThatThrownBy(() -> {
                    for (int i = 40; i < 80; i++) {
                        run.process(TEXT.substring(i * 10, i * 10 + 10));
                    }
                })
                .isInstanceOf(NotFiniteException.class)
                .hasNoCause()
                .hasMessageMatching("model default stops learning: .*(NaN|Infinity).*corpus-ordered-0, offset \\d+, .*"
                        + "to offset \\d+, .*Lower learning.rate or clip.norm.*");
        assertThat(run.forwarded()).noneMatch(CheckpointManifest.class::isInstance);

        // It was not committed: with a sensible rate it goes on.
        run.restart(settings(10, 0));
        for (int i = 40; i < 80; i++) {
            run.process(TEXT.substring(i * 10, i * 10 + 10));
        }
        run.commit();
        assertThat(run.digests()).hasSizeGreaterThan(digests.size());
    }

    @Test
    void a_record_without_text_is_a_dead_letter_and_not_kept() {
        var run = new Run(settings(10, 0));
        run.process("");
        assertThat(run.forwarded()).hasSize(1).hasOnlyElementsOfType(byte[].class);
        assertThat(run.kept.all()).isExhausted();
    }

    private static TrainerSettings with(LearnerSettings learner) {
        return new TrainerSettings(
                learner,
                new TrainerSettings.Models(new ModelNaming.Single("default"), 1, Optional.empty()),
                new TrainerSettings.Corpus(TextField.WHOLE, "", 100),
                new TrainerSettings.Validation(0, ValidationShare.NONE),
                new TrainerSettings.Reporting(7, 3, 1, 5),
                new TrainerSettings.Checkpointing(11, 2, 0),
                false,
                AlertSettings.NONE);
    }

    private static TrainerSettings settings(int segmentLength, int heldOut) {
        return settings(segmentLength, heldOut, Optional.empty());
    }

    private static TrainerSettings scored(int segmentLength, int heldOut) {
        return settings(segmentLength, heldOut, Optional.empty(), true);
    }

    private static TrainerSettings settings(int segmentLength, int heldOut, Optional<Parameters> given) {
        return settings(segmentLength, heldOut, given, false);
    }

    private static TrainerSettings settings(
            int segmentLength, int heldOut, Optional<Parameters> given, boolean scores) {
        var learner = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(6, 2, 1, 0, 0.1),
                new WindowSettings(2, segmentLength, 5, 1, 3),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0.1),
                new MixtureSize(10),
                7);
        return new TrainerSettings(
                learner,
                new TrainerSettings.Models(new ModelNaming.Single("default"), 1, given),
                new TrainerSettings.Corpus(TextField.WHOLE, "", 100),
                new TrainerSettings.Validation(heldOut, ValidationShare.NONE),
                new TrainerSettings.Reporting(7, 3, 1, 5),
                new TrainerSettings.Checkpointing(11, 2, 0),
                scores,
                new AlertSettings(0, 0.5, AlertSettings.Text.RECORD));
    }

    private static final class Run {
        private TrainerSettings settings;
        private KeyValueStore<Bytes, byte[]> kept;
        private KeyValueStore<Bytes, byte[]> sources;
        private KeyValueStore<String, byte[]> saved;
        private MockProcessorContext<Object, Object> context;
        private LearnText processor;
        private Intake intake;
        private int records;
        /** The clock, which moves on by this much with each batch learned. */
        private long nanos;

        private long learnNanos;

        private final List<Record<?, ?>> committed = new ArrayList<>();
        private Map<Bytes, byte[]> committedKept = new TreeMap<>();
        private Map<Bytes, byte[]> committedSources = new TreeMap<>();
        private Map<String, byte[]> committedSaved = new HashMap<>();
        private int committedRecords;

        Run(TrainerSettings settings) {
            restart(settings);
        }

        void restart(TrainerSettings with) {
            settings = with;
            context = new MockProcessorContext<>();
            context.setCurrentSystemTimeMs(0);
            intake = new Intake();
            kept = store(KeptText.STORE, Serdes.Bytes());
            sources = store(KeptSources.STORE, Serdes.Bytes());
            saved = store(Saved.STORE, Serdes.String());
            committedKept.forEach(kept::put);
            committedSources.forEach(sources::put);
            committedSaved.forEach(saved::put);
            records = committedRecords;
            processor = new LearnText(
                    settings,
                    TimedEngine::new,
                    intake,
                    new Unseen(),
                    () -> Chunks.BYTES,
                    () -> nanos,
                    NoHistory.INSTANCE,
                    new AvroWithoutRegistry().deserializer(),
                    TrainerListener.NONE);
            processor.init(context);
        }

        private final class TimedEngine implements Engine {
            private final Engine engine = new Nd4jEngine();

            @Override
            public String name() {
                return engine.name();
            }

            @Override
            public double learn(
                    Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises) {
                nanos += learnNanos;
                return engine.learn(weights, state, batches, gradients, surprises);
            }

            @Override
            public Matrix predict(Parameters weights, State state, int[] characters, boolean[] wanted) {
                return engine.predict(weights, state, characters, wanted);
            }

            @Override
            public void close() {
                engine.close();
            }
        }

        void killAndRestart() {
            restart(settings);
        }

        void process(String slice) {
            process(slice, Integer.MAX_VALUE);
        }

        void process(String slice, int recordsAtMost) {
            if (records == recordsAtMost) {
                commit();
                return;
            }
            context.setRecordMetadata(TopicNames.CORPUS_ORDERED, 0, records);
            boolean isVerdict = slice.startsWith(NOT_NEWS) || slice.startsWith(NEWS);
            var record = new Record<>(MODEL, isVerdict ? new byte[0] : slice.getBytes(StandardCharsets.UTF_8), 0);
            // As if each record of partition 7 had come in three slices.
            var origin = isVerdict
                    ? Verdict.of(slice.startsWith(NEWS), slice.substring(1))
                    : new Source(7, records / 3, records % 3 == 2);
            origin.to(record.headers());
            processor.process(record);
            records++;
        }

        void punctuate() {
            context.scheduledPunctuators().get(0).getPunctuator().punctuate(0);
        }

        void commit() {
            context.forwarded().forEach(forward -> committed.add(forward.record()));
            context.resetForwards();
            committedKept = contents(kept, new TreeMap<>());
            committedSources = contents(sources, new TreeMap<>());
            committedSaved = contents(saved, new HashMap<>());
            committedRecords = records;
        }

        List<Object> forwarded() {
            return context.forwarded().stream()
                    .<Object>map(forward -> forward.record().value())
                    .toList();
        }

        List<String> digests() {
            return committed.stream()
                    .map(Record::value)
                    .filter(CheckpointManifest.class::isInstance)
                    .map(value ->
                            ((CheckpointManifest) value).getStep() + " " + ((CheckpointManifest) value).getSha256()
                                    + " " + ((CheckpointManifest) value).getLearned())
                    .toList();
        }

        List<String> reports() {
            return committed.stream()
                    .map(Record::value)
                    .filter(TrainingReport.class::isInstance)
                    .map(value -> (TrainingReport) value)
                    .map(report -> report.getStep() + " " + report.getMeanLoss() + " " + report.getCharacters() + " "
                            + report.getValidationPerplexity() + " " + report.getSamples())
                    .toList();
        }

        List<String> scores() {
            return committed.stream()
                    .map(Record::value)
                    .filter(CorpusScore.class::isInstance)
                    .map(Object::toString)
                    .toList();
        }

        long steps() {
            return new Saved(saved).steps("default");
        }

        Parameters learner() {
            return new Saved(saved).checkpoint("default").weights();
        }

        private <K> KeyValueStore<K, byte[]> store(String name, Serde<K> keys) {
            var store = Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
                    .withLoggingDisabled()
                    .withCachingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
            return store;
        }

        private static <K> Map<K, byte[]> contents(KeyValueStore<K, byte[]> store, Map<K, byte[]> into) {
            try (var all = store.all()) {
                all.forEachRemaining(entry -> into.put(entry.key, entry.value));
            }
            return into;
        }
    }
}
