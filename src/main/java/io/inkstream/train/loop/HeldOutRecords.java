package io.inkstream.train.loop;

import io.inkstream.engine.Softmax;
import io.inkstream.learn.Learner;
import io.inkstream.learn.WindowCosts;
import io.inkstream.model.State;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says what held-out records cost a model that has learned the window they stand in: each is read from where the window's text ends, and nothing of it
 * is learned.
 */
final class HeldOutRecords {

    private HeldOutRecords() {}

    private static final class Lane {
        private final long offset;
        private final State state;
        private byte last;

        Lane(long offset, State state, byte last) {
            this.offset = offset;
            this.state = state;
            this.last = last;
        }
    }

    /**
     * Reads pieces of such records; those of a record follow each other.
     *
     * @param last the last character of the window, which nobody has fed to the state that the learner reads with
     * @return costs of each character, by the piece's offset on {@code corpus-ordered}; those without a source have none
     */
    static Map<Long, WindowCosts> read(Learner learner, byte last, List<TextPiece> pieces) {
        var costs = new HashMap<Long, WindowCosts>();
        var open = new TreeMap<Integer, Lane>();
        for (var piece : pieces) {
            if (piece.origin() instanceof Source source) {
                var before = open.get(source.partition());
                boolean goesOn = before != null && before.offset == source.offset();
                var lane = goesOn ? before : new Lane(source.offset(), learner.reading(), last);
                open.put(source.partition(), lane);
                costs.put(piece.offset(), read(learner, lane, piece.ids()));
            }
        }
        return costs;
    }

    private static WindowCosts read(Learner learner, Lane lane, byte[] ids) {
        var costs = new WindowCosts(new float[ids.length], new float[ids.length]);
        for (int i = 0; i < ids.length; i++) {
            var logits =
                    learner.engine().predict(learner.weights(), lane.state, new int[] {Byte.toUnsignedInt(lane.last)});
            var softmax = Softmax.of(logits.row(0));
            costs.nats()[i] = (float) softmax.surprise(Byte.toUnsignedInt(ids[i]));
            costs.expected()[i] = learner.hasMixture() ? (float) softmax.entropy() : Float.NaN;
            lane.last = ids[i];
        }
        return costs;
    }
}
