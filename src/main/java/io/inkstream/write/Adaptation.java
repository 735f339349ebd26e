package io.inkstream.write;

import io.inkstream.engine.Softmax;
import io.inkstream.mixture.CacheModel;
import io.inkstream.model.Symbols;
import java.util.Arrays;

/**
 * Has what a text has read and written so far raise the logits of what followed the same before. For one text; for one thread.
 */
final class Adaptation {

    private final CacheModel cache = new CacheModel();
    private final Symbols symbols;
    private final int[] idOf = new int[Byte.MAX_VALUE - Byte.MIN_VALUE + 1]; // by symbol; -1: none
    private final int[] ids = new int[idOf.length];
    private final float[] raises = new float[idOf.length];

    /**
     * @param vocabulary its size
     * @param before ids that the text has read and written, as unsigned bytes, the newest at the end
     */
    Adaptation(int vocabulary, byte[] before) {
        symbols = Symbols.of(vocabulary);
        Arrays.fill(idOf, -1);
        for (int id = 0; id < vocabulary; id++) {
            idOf[symbols.symbol(id)] = id;
        }
        for (byte id : before) {
            read(Byte.toUnsignedInt(id));
        }
    }

    /** Takes note of one more id, the one that is fed next. */
    void read(int id) {
        cache.read(symbols.symbol(id));
    }

    /** Changes what is thought of the id behind the last one that was {@link #read}. */
    void adapt(Softmax softmax) {
        cache.predict(symbol -> softmax.probability(idOf[symbol]));
        for (int i = 0; i < cache.size(); i++) {
            ids[i] = idOf[cache.symbol(i)];
            raises[i] = cache.raise(i);
        }
        softmax.raise(ids, raises, cache.size());
    }

    /** Returns the ids that are remembered, as unsigned bytes, the newest at the end. */
    byte[] ids() {
        byte[] bytes = cache.toBytes();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) idOf[Byte.toUnsignedInt(bytes[i])];
        }
        return bytes;
    }
}
