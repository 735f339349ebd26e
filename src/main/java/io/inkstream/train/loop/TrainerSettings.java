package io.inkstream.train.loop;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.model.Parameters;
import io.inkstream.serde.json.TextField;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.novelty.AlertSettings;
import java.util.Optional;

/**
 * What the trainer topology is built from.
 *
 * @param learner what shapes every model's learning
 * @param models which models there are
 * @param corpus how the text of records is taken
 * @param validation which text is held out
 * @param reports what is reported of a model
 * @param checkpoints when a model is published, and how long it stays
 * @param scores whether each record's surprise is told
 * @param alerts which records somebody is told of, where records are scored
 */
public record TrainerSettings(
        LearnerSettings learner,
        Models models,
        Corpus corpus,
        Validation validation,
        Reporting reports,
        Checkpointing checkpoints,
        boolean scores,
        AlertSettings alerts) {

    /**
     * Which models there are.
     *
     * @param naming which model a record feeds
     * @param max models that one task may train at most; text for one more is a dead letter
     * @param initialWeights what a new model starts from; empty: drawn from the learner's seed
     */
    public record Models(ModelNaming naming, int max, Optional<Parameters> initialWeights) {}

    /**
     * How the text of records is taken.
     *
     * @param field which part of a plain-text record is its text
     * @param lineEnd what is appended to each plain-text record, because producers of lines strip it
     * @param sliceCharacters the longest piece of text, in code points, that is handed to a trainer at once
     */
    public record Corpus(TextField field, String lineEnd, int sliceCharacters) {}

    /**
     * Which text is held out.
     *
     * @param characters at the start of each model's text
     * @param share which records besides
     */
    public record Validation(int characters, ValidationShare share) {}

    /**
     * What is reported of a model.
     *
     * @param every steps from one training report to the next
     * @param samplesEvery reports from one that carries samples to the next
     * @param sampleCount samples in such a report
     * @param sampleLength characters of a sample
     */
    public record Reporting(int every, int samplesEvery, int sampleCount, int sampleLength) {}

    /**
     * When a model is published, and how long it stays.
     *
     * @param every steps from one checkpoint to the next
     * @param keep newest checkpoints that stay on the topic, beside fewer and fewer older ones ({@code KeptCheckpoints})
     * @param keepMib MiB that the checkpoints of all models of a task may come to before fewer stay; 0: any
     */
    public record Checkpointing(int every, int keep, int keepMib) {}
}
