package io.inkstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.TrainingReport;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.train.loop.TrainerSettings;

/** A model: what was sent to it, what came of it, and what was to come of it. */
final class Student {

    private static final String TEXT = NumbersCorpus.text() + " ";

    private final String model;
    private final TrainerSettings settings;
    /** Where its text begins in the endless one. */
    private final int begin;

    private final StringBuilder unlearned = new StringBuilder();
    private Uninterrupted uninterrupted;
    private long sent;
    private long sentSteps;
    private long steps;
    private long checkpoint;
    private long nextReport;

    /** What it is to become that was asked to forget a portion; null: nothing is asked. */
    private Uninterrupted without;

    private boolean hasForgotten;
    /** Steps that were committed before. */
    private long replacedSteps;

    private long forgotten;
    /** Where the one that never was told stood when it took its place, as a step. */
    private long takenOver;
    /** The last step of the other, as the manifest has it. */
    private long replacedStep;
    /** Where reports went on when it had forgotten, as a step; -1: where they would have been next. */
    private long reportedAgain = -1;

    Student(String model, int begin, TrainerSettings settings) {
        this.model = model;
        this.begin = begin;
        this.settings = settings;
        uninterrupted = new Uninterrupted(settings, settings.checkpoints().every());
        // A round begins with a checkpoint, and so does the first.
        checkpoint = settings.learner().rounds().areShared()
                ? -settings.checkpoints().every()
                : 0;
        nextReport = reportsEvery() == settings.reports().every() ? 0 : reportsEvery() - 1L;
    }

    /** What is sent next, as long as the steps from one checkpoint to the next. */
    String nextPortion() {
        long from = sent;
        sent = sent == 0 ? beginning() + portion() : sent + portion();
        sentSteps += settings.checkpoints().every();
        String text = text(from, sent);
        unlearned.append(text);
        return text;
    }

    /** What is not learned of the first portion: what is held out, and the character that is only read. */
    private int beginning() {
        return settings.validation().characters() + 1;
    }

    private int portion() {
        var window = settings.learner().window();
        return settings.checkpoints().every() * window.batchSize() * window.unrollings();
    }

    private String text(long from, long to) {
        var text = new StringBuilder((int) (to - from));
        while (text.length() < to - from) {
            int at = (int) ((begin + from + text.length()) % TEXT.length());
            text.append(TEXT, at, (int) Math.min(TEXT.length(), at + to - from - text.length()));
        }
        return text.toString();
    }

    /** Where the second portion is in its text. */
    record Portion(long from, long to) {}

    /** Says that it is asked to forget its second portion, and which that is. */
    Portion forgets() {
        long from = beginning() + portion();
        forgotten = portion();
        learn(); // what was sent is the other's, before this one begins
        without = new Uninterrupted(settings, 1);
        without.learn(text(0, from));
        without.learn(text(from + forgotten, sent));
        return new Portion(from, from + forgotten);
    }

    /** Whether the one that never was told the portion has taken its place, as far as steps tell. */
    boolean hasForgotten() {
        return hasForgotten;
    }

    /** What was sent is learned in peace. */
    void learn() {
        uninterrupted.learn(unlearned.toString());
        if (without != null && without != uninterrupted) {
            without.learn(unlearned.toString());
        }
        unlearned.setLength(0);
    }

    /** Says that the one that never was told has taken its place: its steps are other ones. */
    void hasTakenOver() {
        assertThat(without).as("who has forgotten what nobody asked for").isNotNull();
        if (!hasForgotten) {
            hasForgotten = true;
            replacedSteps = steps;
            steps = 0;
        }
    }

    /** Says how many steps are committed: never fewer than before. */
    void stepsAre(long committed) {
        assertThat(committed).as("steps committed after %s", steps).isGreaterThanOrEqualTo(steps);
        steps = committed;
    }

    /** Steps that are done of those that were sent; what is forgotten is done. */
    long done() {
        return steps + forgottenSteps();
    }

    private int forgottenSteps() {
        return hasForgotten ? settings.checkpoints().every() : 0;
    }

    long checkpoint() {
        return checkpoint;
    }

    /** Steps that there is text for, and that are not done. */
    long left() {
        return sentSteps - done();
    }

    /** Each checkpoint is there once, in order, and is that of the uninterrupted run; the first that has forgotten stands wherever that was done. */
    void check(CheckpointManifest manifest) {
        int every = settings.checkpoints().every();
        if (!manifest.getForgotten().isEmpty() && uninterrupted != without) {
            assertThat(without).as("who has forgotten what nobody asked for").isNotNull();
            uninterrupted = without;
            takenOver = manifest.getStep();
            replacedStep = manifest.getForgotten().get(0).getReplacedStep();
        } else {
            assertThat(manifest.getStep()).isEqualTo((checkpoint / every + 1) * every);
        }
        assertThat(new Uninterrupted.Point(manifest.getStep(), manifest.getCharacters(), manifest.getSha256()))
                .as("checkpoint of model %s", model)
                .isEqualTo(uninterrupted.at(manifest.getStep()));
        checkpoint = manifest.getStep();
    }

    /** Steps from one report to the next; one of a model that is learned in rounds is made at the end of each, as a checkpoint is. */
    private int reportsEvery() {
        return settings.learner().rounds().areShared()
                ? settings.checkpoints().every()
                : settings.reports().every();
    }

    /** Each report is there once and in order, but where it has forgotten. */
    void check(TrainingReport report) {
        if (report.getStep() != nextReport && without != null && reportedAgain < 0) {
            reportedAgain = report.getStep();
            nextReport = report.getStep();
        }
        assertThat(report.getStep()).as("reports of model %s", model).isEqualTo(nextReport);
        nextReport += reportsEvery();
    }

    /** All that was sent, and is not forgotten, has been learned, once. */
    void checkEnd() {
        assertThat(checkpoint).isEqualTo(sentSteps - forgottenSteps());
        assertThat(steps).isEqualTo(uninterrupted.steps());
        assertThat(uninterrupted.characters()).isEqualTo(sent - forgotten - beginning());
        if (without != null) {
            int every = settings.reports().every();
            assertThat(hasForgotten).isTrue();
            assertThat(replacedStep).isGreaterThanOrEqualTo(replacedSteps);
            assertThat(reportedAgain).isIn(-1L, (takenOver + every - 1) / every * every);
        }
    }

    String summary() {
        return "model %s: %,d steps, %,d characters, sha256 %s%s"
                .formatted(
                        model,
                        checkpoint,
                        uninterrupted.characters(),
                        uninterrupted.at(checkpoint).sha256(),
                        hasForgotten ? ", a portion forgotten" : "");
    }
}
