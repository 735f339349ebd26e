package io.inkstream.checkpoint;

import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.OffsetRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint as the records of {@code model-checkpoints}: its pieces in order, then its manifest.
 *
 * @param manifest says that the pieces before it are complete
 * @param chunks the pieces in order
 */
public record CheckpointRecords(CheckpointManifest manifest, List<CheckpointChunk> chunks) {

    /** Of a model that saw all of its text, or is not known to have missed any. */
    public static CheckpointRecords of(
            Checkpoint checkpoint,
            byte[] file,
            String previousSha256,
            List<OffsetRange> learned,
            Map<String, String> fingerprint,
            Instant now) {
        var provenance = new Provenance(previousSha256, learned, List.of(), 0, 0, List.of(), fingerprint, now);
        return of(checkpoint, checkpoint.weights().sha256(), file, Chunks.BYTES, provenance);
    }

    /**
     * @param checkpoint what to publish
     * @param sha256 the digest of its weights
     * @param file {@code checkpoint.toBytes()}
     * @param pieceBytes bytes of a piece
     * @param provenance where it comes from
     */
    public static CheckpointRecords of(
            Checkpoint checkpoint, String sha256, byte[] file, int pieceBytes, Provenance provenance) {
        var chunks = new ArrayList<CheckpointChunk>();
        for (var piece : Chunks.cut(file, pieceBytes)) {
            chunks.add(new CheckpointChunk(checkpoint.model(), checkpoint.step(), chunks.size(), piece));
        }
        var manifest = CheckpointManifest.newBuilder()
                .setModel(checkpoint.model())
                .setStep(checkpoint.step())
                .setCharacters(checkpoint.characters())
                .setSha256(sha256)
                .setPreviousSha256(provenance.previousSha256())
                .setPayloadSha256(Digests.sha256(file))
                .setPayloadBytes(file.length)
                .setParts(chunks.size())
                .setVocabulary(checkpoint.settings().vocabulary().name())
                .setConfiguration(SettingsMap.of(checkpoint.settings()))
                .setFingerprint(provenance.fingerprint())
                .setLearned(provenance.learned())
                .setUnseen(provenance.unseen())
                .setLeftOutRecords(provenance.leftOutRecords())
                .setLeftOutCharacters(provenance.leftOutCharacters())
                .setForgotten(provenance.forgotten())
                .setCreatedAt(provenance.madeAt())
                .build();
        return new CheckpointRecords(manifest, List.copyOf(chunks));
    }
}
