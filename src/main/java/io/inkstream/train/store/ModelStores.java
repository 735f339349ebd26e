package io.inkstream.train.store;

import io.inkstream.train.corpus.TextPiece;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * The stores of a trainer's task.
 *
 * @param kept text since the newest checkpoint
 * @param sources where it came from, and what people said of it, if records are scored
 * @param saved the newest checkpoint, and the steps done since
 * @param missing what each model never learned of its stream
 * @param omissions what each model is to be without
 */
public record ModelStores(
        KeptText kept, Optional<KeptSources> sources, Saved saved, SavedMissing missing, SavedOmissions omissions) {

    public static ModelStores of(ProcessorContext<?, ?> context, boolean scores) {
        return new ModelStores(
                new KeptText(context.getStateStore(KeptText.STORE)),
                scores ? Optional.of(new KeptSources(context.getStateStore(KeptSources.STORE))) : Optional.empty(),
                new Saved(context.getStateStore(Saved.STORE)),
                new SavedMissing(context.getStateStore(Saved.STORE)),
                new SavedOmissions(context.getStateStore(Saved.STORE)));
    }

    /** Keeps a piece of a model's text until it is dropped. */
    public void keep(String model, TextPiece piece) {
        kept.put(model, piece);
        if (piece.origin() != null) {
            sources.ifPresent(store -> store.put(model, piece.offset(), piece.origin()));
        }
    }

    /** Drops a piece that no restart needs. */
    public void drop(String model, TextPiece piece) {
        kept.drop(model, piece);
        sources.ifPresent(store -> store.drop(model, piece.offset()));
    }
}
