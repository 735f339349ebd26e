package io.inkstream.generate;

import io.inkstream.lstm.CounterRandom;
import io.inkstream.lstm.State;
import io.inkstream.lstm.Writer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where a session stands between two prompts.
 *
 * @param position hidden and cell state, last character and random counter
 * @param step the step of the checkpoint that it was computed with
 */
record Session(Writer.Position position, long step) {

    /** As a session's first byte; no time of ours in milliseconds begins with it. */
    static final byte VERSION = 2;

    private static final int HEADER = Byte.BYTES + 3 * Long.BYTES + 3 * Integer.BYTES;

    /** Hidden units of all layers. */
    int width() {
        return position.state().width();
    }

    /**
     * One version byte; seed, counter, step (8 bytes each); last character, count of recent ids, hidden units of all layers (4 each); recent ids;
     * output and cell state, float32.
     */
    byte[] toBytes() {
        float[] output = position.state().outputOf(0);
        float[] cell = position.state().cellOf(0);
        byte[] recent = position.recent();
        var bytes = ByteBuffer.allocate(HEADER + recent.length + (output.length + cell.length) * Float.BYTES)
                .put(VERSION)
                .putLong(position.random().seed())
                .putLong(position.random().counter())
                .putLong(step)
                .putInt(position.last())
                .putInt(recent.length)
                .putInt(output.length)
                .put(recent);
        bytes.asFloatBuffer().put(output).put(cell);
        return bytes.array();
    }

    /** @throws IllegalStateException if the bytes are of another version than this program writes */
    static Session fromBytes(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("a session's state must have version " + VERSION + ": " + version);
        }
        var random = new CounterRandom(in.getLong(), in.getLong());
        long step = in.getLong();
        int last = in.getInt();
        byte[] recent = new byte[in.getInt()];
        int width = in.getInt();
        in.get(recent);
        float[] output = new float[width];
        float[] cell = new float[width];
        in.asFloatBuffer().get(output).get(cell);
        var state = State.of(output, cell);
        if (last >= 0) {
            // The last character is the only one that the state has not read.
            state.recall(Arrays.copyOf(recent, recent.length - 1));
        }
        return new Session(new Writer.Position(state, last, random, recent), step);
    }
}
