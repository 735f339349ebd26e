package io.inkstream.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a key of the topic {@code model-checkpoints} names; {@link CheckpointKeys} writes them. Anybody can write others. */
public sealed interface CheckpointKey {

    /** The model that it belongs to. */
    String model();

    /** The key as it is written. */
    String text();

    /** The manifest of a checkpoint. */
    record Manifest(String model, long step) implements CheckpointKey {
        @Override
        public String text() {
            return CheckpointKeys.manifest(model, step);
        }
    }

    /** A piece of a checkpoint. */
    record Chunk(String model, long step, int part) implements CheckpointKey {
        @Override
        public String text() {
            return CheckpointKeys.chunk(model, step, part);
        }
    }

    /** The manifest of the checkpoint that was promoted. */
    record Promoted(String model) implements CheckpointKey {
        @Override
        public String text() {
            return CheckpointKeys.promoted(model);
        }
    }

    /** A piece of the checkpoint that was promoted. */
    record PromotedChunk(String model, int part) implements CheckpointKey {
        @Override
        public String text() {
            return CheckpointKeys.promoted(model, part);
        }
    }

    /** Whether it is the manifest of a checkpoint. */
    static boolean isManifest(String key) {
        return parse(key).filter(Manifest.class::isInstance).isPresent();
    }

    /** Reads a key; empty if it is none that is ever written. */
    static Optional<CheckpointKey> parse(String key) {
        var parts = Form.KEY.matcher(key);
        if (!parts.matches() || !CheckpointKeys.isModelName(parts.group("model"))) {
            return Optional.empty();
        }
        try {
            // Whatever else reads as the same numbers is another key.
            return Optional.of(Form.read(parts)).filter(read -> read.text().equals(key));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads the key of a record.
     *
     * @throws IllegalArgumentException if it is none that is ever written; the message says what they look like
     */
    static CheckpointKey of(byte[] key) {
        String text = key == null ? "null" : new String(key, StandardCharsets.UTF_8);
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a key such as MODEL/manifest/0000000000000000500, found " + Form.beginning(text)));
    }

    /** How keys look. */
    final class Form {
        private static final Pattern KEY = Pattern.compile(
                "(?<model>[^/]+)/(?:manifest/(?<manifest>\\d+)|chunk/(?<step>\\d+)/(?<part>\\d+)|promoted(?:/(?<promoted>\\d+))?)");

        private static final int SHOWN_MAX = 100;

        private Form() {}

        private static CheckpointKey read(Matcher parts) {
            String model = parts.group("model");
            if (parts.group("manifest") != null) {
                return new Manifest(model, Long.parseLong(parts.group("manifest")));
            }
            if (parts.group("step") != null) {
                return new Chunk(model, Long.parseLong(parts.group("step")), Integer.parseInt(parts.group("part")));
            }
            return parts.group("promoted") == null
                    ? new Promoted(model)
                    : new PromotedChunk(model, Integer.parseInt(parts.group("promoted")));
        }

        private static String beginning(String key) {
            return key.length() <= SHOWN_MAX
                    ? key
                    : key.substring(0, SHOWN_MAX) + " … (" + key.length() + " characters)";
        }
    }
}
