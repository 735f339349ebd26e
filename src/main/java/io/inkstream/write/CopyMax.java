package io.inkstream.write;

import io.inkstream.mixture.Mixture;
import io.inkstream.model.Symbols;
import io.inkstream.text.Continuation;
import java.util.List;
import java.util.Optional;

/**
 * No id is drawn that would complete a stretch of so many which stands in what the model's mixture remembers, unless nothing else may be drawn;
 * 0: whatever is copied may be. The stretch may begin in what was read. A {@link Lane} does it, since it looks at the model.
 */
final class CopyMax implements SamplingMethod {

    static final SamplingOption COPY_MAX = SamplingOption.whole(
            "copyMax",
            "ids",
            8,
            Sampling.WINDOW_MAX,
            0,
            "Never copy N characters in a row from the recent training text (default: 0, may copy).");

    @Override
    public List<SamplingOption> options() {
        return List.of(COPY_MAX);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        return Optional.empty();
    }

    /**
     * Narrows what may follow.
     *
     * @param most the stretch's ids
     * @param recent what was read and written last
     * @return the continuation itself where nothing is to be refused, or all would be
     */
    static Continuation limited(Continuation continuation, int most, Recent recent, Mixture mixture, int vocabulary) {
        if (recent.size() < most - 1) {
            return continuation;
        }
        var symbols = Symbols.of(vocabulary);
        int[] stretch = new int[most - 1];
        for (int i = 0; i < stretch.length; i++) {
            stretch[i] = symbols.symbol(recent.back(stretch.length - 1 - i));
        }
        var copies = new boolean[Mixture.SYMBOLS];
        mixture.markContinuations(stretch, copies);
        for (int id = 0; id < vocabulary; id++) {
            if (continuation.allows(id) && !copies[symbols.symbol(id)]) {
                return new Limited(continuation, symbols, copies);
            }
        }
        return continuation;
    }

    /** A view of a continuation before one draw. */
    private record Limited(Continuation continuation, Symbols symbols, boolean[] copies) implements Continuation {

        @Override
        public boolean allows(int id) {
            return continuation.allows(id) && !copies[symbols.symbol(id)];
        }

        @Override
        public void accept(int id) {
            continuation.accept(id);
        }

        @Override
        public boolean atBoundary() {
            return continuation.atBoundary();
        }

        @Override
        public int characters() {
            return continuation.characters();
        }
    }
}
