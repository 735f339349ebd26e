package io.inkstream.checkpoint;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.model.Parameters;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import java.util.regex.Pattern;

/**
 * What the records of {@code model-checkpoints} must say to be used. Anybody who may write to the topic can write others: each
 * method throws an {@link IllegalArgumentException} that says what was expected and what was found.
 */
public final class CheckpointRules {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Bytes of a piece at most, as its schema says. */
    private static final int PIECE_MAX = 1 << 20;

    private CheckpointRules() {}

    /** Returns the value, if it is the manifest that its key names. */
    public static CheckpointManifest manifest(CheckpointKey key, Object value) {
        if (!(value instanceof CheckpointManifest manifest)) {
            throw expected("a CheckpointManifest", kind(value));
        }
        require(manifest.getModel().equals(key.model()), "model " + key.model(), manifest.getModel());
        require(
                !(key instanceof CheckpointKey.Manifest named) || manifest.getStep() == named.step(),
                "the step of its key",
                manifest.getStep());
        require(manifest.getStep() >= 0, "a step of 0 or more", manifest.getStep());
        require(manifest.getCharacters() >= 0, "0 or more characters", manifest.getCharacters());
        long bytes = manifest.getPayloadBytes();
        require(bytes > 0 && bytes <= Integer.MAX_VALUE, "1 to 2^31 - 1 payloadBytes", bytes);
        int parts = manifest.getParts();
        require(parts > 0 && parts <= bytes, "1 to payloadBytes parts", parts);
        requireSha256("sha256", manifest.getSha256());
        requireSha256("payloadSha256", manifest.getPayloadSha256());
        if (manifest.getPreviousSha256() != null) {
            requireSha256("previousSha256", manifest.getPreviousSha256());
        }
        return manifest;
    }

    /** Returns the value, if it is the piece that its key names. */
    public static CheckpointChunk chunk(CheckpointKey key, Object value) {
        if (!(value instanceof CheckpointChunk chunk)) {
            throw expected("a CheckpointChunk", kind(value));
        }
        require(chunk.getModel().equals(key.model()), "model " + key.model(), chunk.getModel());
        require(
                !(key instanceof CheckpointKey.Chunk named) || chunk.getStep() == named.step(),
                "the step of its key",
                chunk.getStep());
        int part = key instanceof CheckpointKey.Chunk named
                ? named.part()
                : key instanceof CheckpointKey.PromotedChunk promoted ? promoted.part() : -1;
        require(chunk.getPart() == part, "part " + part, chunk.getPart());
        int bytes = chunk.getBytes().remaining();
        require(bytes > 0 && bytes <= PIECE_MAX, "1 to " + PIECE_MAX + " bytes", bytes);
        return chunk;
    }

    /** Reads the weights in the file of a checkpoint, and holds it against its manifest: a reader of the one must find what the other says. */
    public static Parameters weights(CheckpointManifest manifest, byte[] file) {
        var checkpoint = Checkpoint.fromBytes(file);
        require(
                checkpoint.model().equals(manifest.getModel()),
                "a file of model " + manifest.getModel(),
                checkpoint.model());
        require(checkpoint.step() == manifest.getStep(), "a file of step " + manifest.getStep(), checkpoint.step());
        require(
                checkpoint.characters() == manifest.getCharacters(),
                "a file of " + manifest.getCharacters() + " characters",
                checkpoint.characters());
        LearnerSettings settings = checkpoint.settings();
        require(
                settings.vocabulary().name().equals(manifest.getVocabulary()),
                "a file with vocabulary=" + manifest.getVocabulary(),
                settings.vocabulary().name());
        require(
                settings.equals(SettingsMap.read(manifest.getConfiguration())),
                "a file with the manifest's configuration " + manifest.getConfiguration(),
                SettingsMap.of(settings));
        var weights = checkpoint.weights();
        String sha256 = weights.sha256();
        require(sha256.equals(manifest.getSha256()), "weights of sha256 " + manifest.getSha256(), sha256);
        return weights;
    }

    private static void requireSha256(String field, String value) {
        require(SHA256.matcher(value).matches(), "64 digits 0-9 a-f for " + field, value);
    }

    private static void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw expected(expected, found);
        }
    }

    private static IllegalArgumentException expected(String expected, Object found) {
        String text = String.valueOf(found);
        return new IllegalArgumentException(
                "expected " + expected + ", found " + (text.length() <= 1000 ? text : text.substring(0, 1000) + " …"));
    }

    private static String kind(Object value) {
        return value == null ? "none" : "a " + value.getClass().getSimpleName();
    }
}
