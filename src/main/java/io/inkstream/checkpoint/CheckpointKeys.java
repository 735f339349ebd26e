package io.inkstream.checkpoint;

import java.util.regex.Pattern;

/**
 * The keys of the topic {@code model-checkpoints}: {@code model/chunk/step/part} and {@code model/manifest/step}, numbers padded
 * so that keys sort as their numbers do; and {@code model/promoted}, a copy of the manifest of a checkpoint that was promoted, with
 * {@code model/promoted/part}, copies of its pieces, which stay when the trainer withdraws that checkpoint.
 */
public final class CheckpointKeys {

    /** What {@link #isModelName} takes, in words that complete "must be ...". */
    public static final String MODEL_NAME = "1 to 100 of A-Z a-z 0-9 . _ -, not beginning with . or -";

    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final String MANIFEST = "/manifest/";

    private static final String PROMOTED = "/promoted";

    private CheckpointKeys() {}

    /**
     * Whether this may name a model: {@link #MODEL_NAME}. A command line takes what begins with - for an option, and the path of
     * a URL what is . or .. for no name.
     */
    public static boolean isModelName(String name) {
        return MODEL.matcher(name).matches();
    }

    public static String chunk(String model, long step, int part) {
        return "%s%05d".formatted(chunks(model, step), part);
    }

    /** What the keys of all pieces of a checkpoint begin with. */
    public static String chunks(String model, long step) {
        return "%s/chunk/%019d/".formatted(model, step);
    }

    public static String manifest(String model, long step) {
        return "%s%s%019d".formatted(model, MANIFEST, step);
    }

    /** The manifest of the checkpoint that was promoted. */
    public static String promoted(String model) {
        return model + PROMOTED;
    }

    /** A piece of the checkpoint that was promoted. */
    public static String promoted(String model, int part) {
        return "%s%s/%05d".formatted(model, PROMOTED, part);
    }

    /** The model that a key belongs to: what stands before its first slash. */
    public static String model(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }

    /** Sorts before every manifest of the model. */
    public static String firstManifest(String model) {
        return model + MANIFEST;
    }

    /** Sorts behind every manifest of the model. */
    public static String lastManifest(String model) {
        return model + MANIFEST + "~";
    }

    /** Sorts behind every key of the model and before those of the next. */
    public static String behind(String model) {
        return model + (char) ('/' + 1);
    }
}
