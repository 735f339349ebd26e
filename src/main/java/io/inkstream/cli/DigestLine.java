package io.inkstream.cli;

import io.inkstream.lstm.Learner;
import io.inkstream.schema.CheckpointManifest;

/** {@code model=… step=… characters=… sha256=…}: what two models are compared by. */
final class DigestLine {

    private DigestLine() {}

    static String of(CheckpointManifest manifest) {
        return line(manifest.getModel(), manifest.getStep(), manifest.getCharacters(), manifest.getSha256());
    }

    static String of(String model, Learner learner) {
        return line(
                model, learner.steps(), learner.characters(), learner.weights().sha256());
    }

    private static String line(String model, long step, long characters, String sha256) {
        return "model=%s step=%d characters=%d sha256=%s".formatted(model, step, characters, sha256);
    }
}
