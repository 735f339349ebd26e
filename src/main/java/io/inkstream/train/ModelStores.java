package io.inkstream.train;

import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * The stores of a trainer's task.
 *
 * @param kept text since the newest checkpoint
 * @param sources where it came from, if records are scored
 * @param saved the newest checkpoint, and the steps done since
 */
record ModelStores(KeptText kept, Optional<KeptSources> sources, Saved saved) {

    static ModelStores of(ProcessorContext<?, ?> context, TrainerSettings settings) {
        return new ModelStores(
                new KeptText(context.getStateStore(KeptText.STORE)),
                settings.scores()
                        ? Optional.of(new KeptSources(context.getStateStore(KeptSources.STORE)))
                        : Optional.empty(),
                new Saved(context.getStateStore(Saved.STORE)));
    }
}
