package io.inkstream.learn;

import io.inkstream.engine.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A stretch of a model's text that shards learn side by side. The first has its first windows, the second those behind them, and on; each begins with the model as
 * it stands before the stretch, and what they come to is made one model again. Since a shard depends on nothing but that model and its text, it does not
 * matter where it is done, when, and how often.
 */
public final class Round {

    private final LearnerSettings settings;
    private final Map<String, INDArray> common;
    private final long steps;
    private final long characters;
    private final byte[] text;
    private final Future<Counted> counted;

    private Round(LearnerSettings settings, Map<String, INDArray> common, long steps, long characters, byte[] text) {
        this.settings = settings;
        this.common = common;
        this.steps = steps;
        this.characters = characters;
        this.text = text;
        // While shards learn.
        this.counted = new Beside("inkstream-count").run(() -> Counted.of(settings, common, text, steps == 0));
    }

    /**
     * Begins a round, which the learner does not notice.
     *
     * @param text of all shards' windows, and the character behind them; ids as unsigned bytes
     * @throws IllegalArgumentException if it is of another length
     */
    public static Round begin(Learner learner, byte[] text) {
        var settings = learner.settings();
        long length = settings.charactersOfRound() + 1;
        if (text.length != length) {
            throw new IllegalArgumentException(
                    "the text of a round must have " + length + " characters: " + text.length);
        }
        return new Round(settings, learner.tensors(), learner.steps(), learner.characters(), text);
    }

    /** Returns the text of a shard and the character behind it. @param shard from 0 */
    public byte[] text(int shard) {
        int length = (text.length - 1) / settings.rounds().shards();
        return Arrays.copyOfRange(text, shard * length, (shard + 1) * length + 1);
    }

    /** Learns a shard's part here. @param keepsCosts whether to say what each character cost */
    public Part learn(int shard, Engine engine, boolean keepsCosts) {
        return Shard.learn(settings, engine, shard, common, steps, characters, text(shard), keepsCosts);
    }

    /** Waits until the mixture has counted the text, which it does beside the shards. */
    public void awaitCounts() {
        Beside.get(counted);
    }

    /** @throws IllegalArgumentException if it is no part of this round, naming the array that is missing or has another shape */
    public void requireOne(Part part) {
        part.requireLike(common);
    }

    /**
     * Makes one model of what the shards learned.
     *
     * @param parts one of each shard, in their order
     * @return a learner that goes on behind the round
     * @throws IllegalArgumentException if there are more or fewer, or an array is missing or has another shape; the message names it
     */
    public Learner finish(Engine engine, List<Part> parts) {
        if (parts.size() != settings.rounds().shards()) {
            throw new IllegalArgumentException(
                    "a round must have " + settings.rounds().shards() + " parts: " + parts.size());
        }
        parts.forEach(this::requireOne);
        return Learner.restore(
                settings,
                engine,
                Combination.of(settings, Beside.get(counted), parts),
                steps + settings.rounds().allWindows() * settings.window().steps(),
                characters + settings.charactersOfRound());
    }
}
