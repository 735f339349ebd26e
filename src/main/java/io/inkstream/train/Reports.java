package io.inkstream.train;

import io.inkstream.model.CounterRandom;
import io.inkstream.model.Magnitude;
import io.inkstream.schema.TrainingReport;
import io.inkstream.train.loop.FirstSteps;
import io.inkstream.train.loop.HeldOut;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.write.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes training reports. Its samples depend on the model and the step alone. */
final class Reports {

    /** Samples go into one record, which takes about a megabyte; the last may be of 40,000 bytes. */
    private static final int SAMPLES_MAX_BYTES = 500_000;

    private final TrainerSettings settings;

    Reports(TrainerSettings settings) {
        this.settings = settings;
    }

    /** The report that is due after the trainer's last step. */
    TrainingReport of(ModelTrainer trainer, Instant now) {
        var period = trainer.period();
        var last = period.last();
        double mean = period.meanLoss();
        var learner = trainer.learner();
        var heldOut = trainer.measure();
        double carried = Magnitude.ofCells(learner.state());
        return TrainingReport.newBuilder()
                .setModel(trainer.name())
                .setStep(last.step())
                .setCharacters(learner.characters())
                .setMeanLoss(mean)
                .setMinibatchPerplexity(Math.exp(last.loss()))
                .setPerplexity(Math.exp(mean))
                .setBitsPerCharacter(mean / Math.log(2))
                .setValidationPerplexity(heldOut.map(HeldOut::perplexity).orElse(null))
                .setLearningRate(last.learningRate())
                .setGradientNorm(last.gradientNorm())
                .setCharactersPerSecond(period.charactersPerSecond())
                .setUnexpectedCharacters(trainer.unexpected())
                .setSamples(samples(trainer))
                .setReportedAt(now)
                .setHeldOutFromZero(heldOut.map(HeldOut::fromZero).orElse(null))
                .setHeldOutWarm(heldOut.map(HeldOut::warm).orElse(null))
                .setLargestWeight(Magnitude.ofWeights(learner.weights()))
                .setLargestCell(heldOut.map(read -> Math.max(carried, read.largestCell()))
                        .orElse(carried))
                .build();
    }

    private List<String> samples(ModelTrainer trainer) {
        long step = trainer.period().last().step();
        long perTurn = (long) settings.reports().every() * settings.reports().samplesEvery();
        if (trainer.rounds().isEmpty() && step % perTurn != 0 && !FirstSteps.isMilestone(step)) {
            return List.of();
        }
        var learner = trainer.learner();
        var writer = new Writer(learner.engine(), learner.weights(), learner.vocabulary());
        var random = new Random(new CounterRandom(
                        settings.learner().seed(), trainer.period().last().step())
                .bits());
        var samples = new ArrayList<String>();
        int bytes = 0;
        for (int i = 0; i < settings.reports().sampleCount() && bytes <= SAMPLES_MAX_BYTES; i++) {
            String sample = writer.sample(random, settings.reports().sampleLength());
            bytes += sample.getBytes(StandardCharsets.UTF_8).length;
            samples.add(sample);
        }
        return samples;
    }
}
