package io.inkstream.train;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.model.Parameters;
import io.inkstream.serde.TextField;
import java.util.Optional;

/**
 * What the trainer topology is built from.
 *
 * @param learner what shapes every model's learning
 * @param naming which model a record feeds
 * @param modelsMax models that one task may train at most; text for one more is a dead letter
 * @param initialWeights what a new model starts from; empty: drawn from the learner's seed
 * @param validationCharacters characters at the start of each model's text that are held out
 * @param lineEnd what is appended to each plain-text record, because producers of lines strip it
 * @param sliceCharacters the longest piece of text, in code points, that is handed to a trainer at once
 * @param reportEvery steps from one training report to the next
 * @param samplesEvery reports from one that carries samples to the next
 * @param sampleCount samples in such a report
 * @param sampleLength characters of a sample
 * @param checkpointEvery steps from one checkpoint to the next
 * @param checkpointKeep newest checkpoints that stay on the topic
 * @param checkpointKeepEvery of the older ones, one in so many stays as well; 0: none
 * @param scores whether each record's surprise is told
 * @param alerts which records somebody is told of, where records are scored
 * @param field which part of a plain-text record is its text
 * @param validationShare which records are held out
 */
public record TrainerSettings(
        LearnerSettings learner,
        ModelNaming naming,
        int modelsMax,
        Optional<Parameters> initialWeights,
        int validationCharacters,
        String lineEnd,
        int sliceCharacters,
        int reportEvery,
        int samplesEvery,
        int sampleCount,
        int sampleLength,
        int checkpointEvery,
        int checkpointKeep,
        int checkpointKeepEvery,
        boolean scores,
        AlertSettings alerts,
        TextField field,
        ValidationShare validationShare) {

    /** Whose plain-text records are text as they are, and all of them are learned. */
    public TrainerSettings(
            LearnerSettings learner,
            ModelNaming naming,
            int modelsMax,
            Optional<Parameters> initialWeights,
            int validationCharacters,
            String lineEnd,
            int sliceCharacters,
            int reportEvery,
            int samplesEvery,
            int sampleCount,
            int sampleLength,
            int checkpointEvery,
            int checkpointKeep,
            int checkpointKeepEvery,
            boolean scores,
            AlertSettings alerts) {
        this(
                learner,
                naming,
                modelsMax,
                initialWeights,
                validationCharacters,
                lineEnd,
                sliceCharacters,
                reportEvery,
                samplesEvery,
                sampleCount,
                sampleLength,
                checkpointEvery,
                checkpointKeep,
                checkpointKeepEvery,
                scores,
                alerts,
                TextField.WHOLE,
                ValidationShare.NONE);
    }

    /** Without scores. */
    public TrainerSettings(
            LearnerSettings learner,
            ModelNaming naming,
            int modelsMax,
            Optional<Parameters> initialWeights,
            int validationCharacters,
            String lineEnd,
            int sliceCharacters,
            int reportEvery,
            int samplesEvery,
            int sampleCount,
            int sampleLength,
            int checkpointEvery,
            int checkpointKeep,
            int checkpointKeepEvery) {
        this(
                learner,
                naming,
                modelsMax,
                initialWeights,
                validationCharacters,
                lineEnd,
                sliceCharacters,
                reportEvery,
                samplesEvery,
                sampleCount,
                sampleLength,
                checkpointEvery,
                checkpointKeep,
                checkpointKeepEvery,
                false,
                AlertSettings.NONE);
    }
}
