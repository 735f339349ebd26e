package io.inkstream.train;

import io.inkstream.engine.Engine;
import io.inkstream.model.Parameters;
import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.Origin;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.store.Changelog;
import io.inkstream.train.store.KeptText;
import io.inkstream.train.store.ModelStores;
import java.util.Map;
import java.util.function.LongSupplier;

/** Brings models back from a task's stores: each from its checkpoint and the text since, which it repeats as far as it had been learned. */
final class ModelRestorer {

    private final TrainerSettings settings;
    private final Engine engine;
    private final LongSupplier nanoTime;
    private final ModelStores stores;
    private final Vocabulary vocabulary;

    ModelRestorer(TrainerSettings settings, Engine engine, LongSupplier nanoTime, ModelStores stores) {
        this.settings = settings;
        this.engine = engine;
        this.nanoTime = nanoTime;
        this.stores = stores;
        vocabulary = settings.learner().vocabulary();
    }

    ModelTrainer restore(String model) {
        var trainer = ModelTrainer.restore(stores.saved().checkpoint(model), settings, engine, nanoTime);
        requireBegunWithWhatIsGiven(trainer);
        Map<Long, Origin> from = stores.sources().map(store -> store.of(model)).orElse(Map.of());
        stores.kept().of(model).forEach(piece -> {
            requireInVocabulary(model, piece);
            trainer.take(piece.from(from.get(piece.offset())));
        });
        trainer.repetition().until(stores.saved().steps(model));
        trainer.repetition().scoredUntil(stores.saved().scored(model));
        return trainer;
    }

    private void requireInVocabulary(String model, TextPiece piece) {
        for (byte id : piece.ids()) {
            if ((id & 0xFF) >= vocabulary.size()) {
                throw Changelog.spoiled(
                        KeptText.STORE,
                        model,
                        "the vocabulary has no id " + (id & 0xFF) + ", at offset " + piece.offset());
            }
        }
    }

    /** Whoever gives weights to the one model that there is expects it to have begun with them. New models may get others. */
    private void requireBegunWithWhatIsGiven(ModelTrainer trainer) {
        var given = settings.models().initialWeights().map(Parameters::sha256);
        if (settings.models().naming() instanceof ModelNaming.Single
                && !given.orElse(trainer.initialSha256()).equals(trainer.initialSha256())) {
            throw new IllegalStateException("model " + trainer.name() + " is at step "
                    + trainer.learner().steps() + " and began with the weights " + trainer.initialSha256()
                    + ", not with those given, " + given.orElseThrow()
                    + "; leave out initial.weights (--from) to continue it, or delete the model with inkstream reset");
        }
    }
}
