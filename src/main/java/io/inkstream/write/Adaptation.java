package io.inkstream.write;

import io.inkstream.engine.Softmax;
import io.inkstream.mixture.cache.CacheModel;
import io.inkstream.mixture.cache.TextCache;
import io.inkstream.model.Symbols;
import java.util.Arrays;

/**
 * Has what a text has read and written so far raise the logits of what followed the same before. Threads share one, each with texts of its own.
 */
final class Adaptation {

    private static final int SYMBOLS = Byte.MAX_VALUE - Byte.MIN_VALUE + 1;

    private final Symbols symbols;
    private final int[] idOf = new int[SYMBOLS]; // -1: none
    /** Of a thread and not of a text: of many texts, little would stay in the processor's caches. */
    private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

    private static final class Scratch {
        private final CacheModel cache = new CacheModel();
        private final int[] ids = new int[SYMBOLS];
        private final float[] raises = new float[SYMBOLS];
    }

    /** @param vocabulary its size */
    Adaptation(int vocabulary) {
        symbols = Symbols.of(vocabulary);
        Arrays.fill(idOf, -1);
        for (int id = 0; id < vocabulary; id++) {
            idOf[symbols.symbol(id)] = id;
        }
    }

    /** Returns what a text remembers. @param ids that it has read and written, as unsigned bytes, the newest at the end */
    TextCache remember(byte[] ids) {
        var text = new TextCache();
        for (byte id : ids) {
            read(text, Byte.toUnsignedInt(id));
        }
        return text;
    }

    /** Takes note of one more id, the one that is fed next. */
    void read(TextCache text, int id) {
        text.read(symbols.symbol(id));
    }

    /** Changes what is thought of the id behind the last one that was {@link #read}. */
    void adapt(TextCache text, Softmax softmax) {
        var scratch = scratches.get();
        var cache = scratch.cache;
        cache.predict(text, symbol -> softmax.probability(idOf[symbol]));
        for (int i = 0; i < cache.size(); i++) {
            scratch.ids[i] = idOf[cache.symbol(i)];
            scratch.raises[i] = cache.raise(i);
        }
        softmax.raise(scratch.ids, scratch.raises, cache.size());
    }

    /** Returns the ids that are remembered, as unsigned bytes, the newest at the end. */
    byte[] ids(TextCache text) {
        byte[] bytes = text.toBytes();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) idOf[Byte.toUnsignedInt(bytes[i])];
        }
        return bytes;
    }
}
