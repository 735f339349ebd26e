package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A model that is not given some records, learned without a topology, and what a model that forgot them must be. */
final class NeverTold {

    private NeverTold() {}

    static TrainerSettings settings(MixtureSize mixture, int checkpointEvery) {
        var learner = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(6, 1, 1, 0, 0.1),
                new WindowSettings(2, 50, 5, 1, 2),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0.1),
                mixture,
                7);
        return new TrainerSettings(
                learner,
                new TrainerSettings.Models(new ModelNaming.Single("default"), 2, Optional.empty()),
                new TrainerSettings.Corpus(TextField.WHOLE, "", 1000),
                new TrainerSettings.Validation(30, new ValidationShare(0.1)),
                new TrainerSettings.Reporting(4, 4, 0, 12),
                new TrainerSettings.Checkpointing(checkpointEvery, 3, 3),
                false,
                AlertSettings.NONE);
    }

    static List<String> records(Random random, int count) {
        var records = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            records.add(NumbersCorpus.atRandom(random, 20 + random.nextInt(40)));
        }
        return records;
    }

    /** Digests by step of a trainer that is given all records but those, without a topology. */
    static TreeMap<Long, String> digests(TrainerSettings settings, List<String> records, Set<Long> without) {
        var trainer = ModelTrainer.begin("default", settings, new Nd4jEngine(), () -> 0);
        var digests = new TreeMap<Long, String>();
        digests.put(0L, trainer.learner().weights().sha256());
        for (int offset = 0; offset < records.size(); offset++) {
            if (!without.contains((long) offset)) {
                byte[] ids = trainer.learner()
                        .vocabulary()
                        .encode(records.get(offset))
                        .ids();
                boolean heldOut = settings.validation().share().holdsOut(0, offset, records.get(offset));
                trainer.take(new TextPiece(offset, trainer.end(), 0, ids, heldOut, null));
                while (trainer.canStep()) {
                    trainer.step();
                    digests.put(
                            trainer.learner().steps(),
                            trainer.learner().weights().sha256());
                }
            }
        }
        return digests;
    }

    static void requireEqual(List<CheckpointManifest> manifests, TreeMap<Long, String> digests) {
        assertThat(manifests).isNotEmpty();
        manifests.forEach(manifest -> assertThat(manifest.getSha256())
                .as("step %d", manifest.getStep())
                .isEqualTo(digests.get(manifest.getStep())));
    }
}
