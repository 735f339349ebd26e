package io.inkstream.generate.store;

import io.inkstream.generate.schedule.LoadedModel;
import io.inkstream.model.CounterRandom;
import io.inkstream.model.State;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Sampling;
import io.inkstream.write.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a session stands between two prompts.
 *
 * @param position hidden and cell state, last character and random counter
 * @param step the step of the checkpoint that it was computed with
 * @param made what kind of network it was computed with; null where that was not noted
 */
public record Session(Writer.Position position, long step, Made made) {

    /**
     * What decides where a state fits, beside its width: equal ids and equal layers mean equal things.
     *
     * @param vocabulary its name
     * @param layers LSTM layers
     * @param forgotten requests to forget text that the model had met: a state of one that had met fewer is of a model that is gone
     */
    public record Made(String vocabulary, int layers, int forgotten) {

        public static Made by(LoadedModel model) {
            return new Made(model.vocabulary().name(), model.weights().shape().layers(), model.forgotten());
        }
    }

    /** As a session's first byte; no time of ours in milliseconds begins with it. */
    public static final byte VERSION = 2;

    private static final int HEADER = Byte.BYTES + 3 * Long.BYTES + 3 * Integer.BYTES;

    /** Hidden units of all layers. */
    public int width() {
        return position.state().width();
    }

    /** Whether what it read and wrote means the same in this vocabulary. */
    public boolean isIn(Vocabulary vocabulary) {
        if (made != null && !made.vocabulary().equals(vocabulary.name()) || position.last() >= vocabulary.size()) {
            return false;
        }
        for (byte id : position.recent()) {
            if ((id & 0xFF) >= vocabulary.size()) {
                return false;
            }
        }
        return true;
    }

    /** Whether its state can go on in a network of this model's kind. */
    public boolean fits(LoadedModel model) {
        return isIn(model.vocabulary())
                && width() == model.weights().shape().width()
                && (made == null || made.equals(Made.by(model)));
    }

    /** As it is kept: behind {@link #toBytes} the layers (1 byte) and the vocabulary's name, and where the model had forgotten anything a zero byte and the number of requests (4 bytes). */
    public byte[] kept() {
        byte[] bytes = toBytes();
        if (made == null) {
            return bytes;
        }
        byte[] vocabulary = made.vocabulary().getBytes(StandardCharsets.UTF_8);
        int more = made.forgotten() == 0 ? 0 : 1 + Integer.BYTES;
        var kept = ByteBuffer.allocate(bytes.length + 1 + vocabulary.length + more)
                .put(bytes)
                .put((byte) made.layers())
                .put(vocabulary);
        return (more == 0 ? kept : kept.put((byte) 0).putInt(made.forgotten())).array();
    }

    /**
     * What its digest is of. One version byte; seed, counter, step (8 bytes each); last character, count of recent ids, hidden units of all layers (4 each); recent ids;
     * output and cell state, float32.
     */
    public byte[] toBytes() {
        float[] output = position.state().output().row(0);
        float[] cell = position.state().cell().row(0);
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

    /** Reads what {@link #kept} or {@link #toBytes} gave.
     *
     * @throws IllegalStateException if the bytes are of another version than this program writes, or are no session
     */
    public static Session fromBytes(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER) {
            throw new IllegalStateException("a session must have " + HEADER + " bytes or more: " + bytes.length);
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("a session's state must have version " + VERSION + ": " + version);
        }
        var random = new CounterRandom(in.getLong(), in.getLong());
        long step = in.getLong();
        int last = in.getInt();
        int read = in.getInt();
        int width = in.getInt();
        requireRoom(read, width, in.remaining());
        byte[] recent = new byte[read];
        in.get(recent);
        float[] output = new float[width];
        float[] cell = new float[width];
        in.asFloatBuffer().get(output).get(cell);
        in.position(in.position() + 2 * width * Float.BYTES);
        requireFinite(output);
        requireFinite(cell);
        var state = State.of(output, cell);
        return new Session(new Writer.Position(state, last, random, recent), step, made(in));
    }

    private static void requireRoom(int recent, int width, int bytes) {
        if (recent < 0 || recent > Sampling.REMEMBERED_MAX || width < 1 || recent + 2L * width * Float.BYTES > bytes) {
            throw new IllegalStateException("a session of " + recent + " recent ids and width " + width
                    + " must have as many bytes, and at most " + Sampling.REMEMBERED_MAX + " recent ids: " + bytes);
        }
    }

    private static void requireFinite(float[] state) {
        for (float value : state) {
            if (!Float.isFinite(value)) {
                throw new IllegalStateException("a session's state must be numbers: " + value);
            }
        }
    }

    private static Made made(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return null;
        }
        int layers = in.get();
        String rest = StandardCharsets.ISO_8859_1.decode(in.duplicate()).toString();
        int end = rest.indexOf(0);
        if (end < 0) {
            return new Made(StandardCharsets.UTF_8.decode(in).toString(), layers, 0);
        }
        if (in.remaining() - end != 1 + Integer.BYTES) {
            throw new IllegalStateException("a session must end with the number of requests that its model had met");
        }
        String vocabulary =
                StandardCharsets.UTF_8.decode(in.slice(in.position(), end)).toString();
        return new Made(vocabulary, layers, in.getInt(in.position() + end + 1));
    }
}
