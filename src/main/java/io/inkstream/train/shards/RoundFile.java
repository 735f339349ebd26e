package io.inkstream.train.shards;

import io.inkstream.checkpoint.Chunks;
import io.inkstream.checkpoint.Digests;
import io.inkstream.schema.RoundPiece;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What passes between the trainer of a model and a shard.
 *
 * @param model the model
 * @param shard the shard, from 0
 * @param base the checkpoint that the round begins with
 * @param costs whether what each character cost is wanted, or there
 * @param bytes the text as ids, or what was learned ({@link PartFile})
 */
public record RoundFile(String model, int shard, Base base, boolean costs, byte[] bytes) {

    /**
     * A checkpoint.
     *
     * @param step its training step
     * @param sha256 digest of its file
     * @param at when it was sent
     */
    public record Base(long step, String sha256, Instant at) {}

    /** Whether it is the same as another. */
    boolean asks(RoundFile other) {
        return base.equals(other.base) && costs == other.costs && Arrays.equals(bytes, other.bytes);
    }

    /** Returns it as records of its topic. */
    public List<RoundPiece> pieces() {
        var cut = Chunks.cut(bytes, Chunks.BYTES);
        String sha256 = Digests.sha256(bytes);
        var pieces = new ArrayList<RoundPiece>();
        for (int part = 0; part < cut.size(); part++) {
            pieces.add(new RoundPiece(
                    model, shard, base.step, base.sha256, base.at, costs, part, cut.size(), sha256, cut.get(part)));
        }
        return pieces;
    }

    /** Returns the checkpoint that a piece's round begins with. */
    static Base base(RoundPiece piece) {
        return new Base(piece.getStep(), piece.getBase(), piece.getBaseAt());
    }
}
