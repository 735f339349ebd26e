package io.inkstream.checkpoint;

import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Cuts a checkpoint's file into pieces that fit a Kafka record, and puts them together again. */
public final class Chunks {

    /** Bytes in a piece: half of what a broker takes by default, so that keys, headers and a changelog's own bytes fit as well. */
    public static final int BYTES = 512 * 1024;

    private Chunks() {}

    /** The pieces in order, of so many bytes each, as views of the file; the last may be shorter. */
    public static List<ByteBuffer> cut(byte[] file, int bytes) {
        var pieces = new ArrayList<ByteBuffer>();
        for (int at = 0; at < file.length; at += bytes) {
            pieces.add(
                    ByteBuffer.wrap(file, at, Math.min(bytes, file.length - at)).slice());
        }
        return pieces;
    }

    /**
     * Puts together what a manifest announces; what it takes of memory is what pieces have, not what the manifest says.
     *
     * @param piece gives the piece of a part, or null where there is none
     * @return the file, or empty if a piece is missing or the whole has another digest than the manifest says: what a reader
     *     may see while a newer checkpoint takes this one's place
     */
    public static Optional<byte[]> join(CheckpointManifest manifest, IntFunction<CheckpointChunk> piece) {
        return join(
                manifest.getParts(),
                manifest.getPayloadBytes(),
                manifest.getPayloadSha256(),
                part -> Optional.ofNullable(piece.apply(part))
                        .map(chunk -> bytes(chunk.getBytes()))
                        .orElse(null));
    }

    /** The same from bare bytes, of whatever length. */
    public static Optional<byte[]> join(int parts, String sha256, IntFunction<byte[]> piece) {
        return join(parts, Integer.MAX_VALUE, sha256, piece);
    }

    private static Optional<byte[]> join(int parts, long mostBytes, String sha256, IntFunction<byte[]> piece) {
        var file = new ByteArrayOutputStream();
        for (int part = 0; part < parts; part++) {
            byte[] bytes = piece.apply(part);
            if (bytes == null || file.size() + (long) bytes.length > mostBytes) {
                return Optional.empty();
            }
            file.writeBytes(bytes);
        }
        byte[] whole = file.toByteArray();
        return Digests.sha256(whole).equals(sha256) ? Optional.of(whole) : Optional.empty();
    }

    /** Returns a copy of a piece. */
    public static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
