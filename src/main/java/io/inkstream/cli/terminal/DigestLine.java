package io.inkstream.cli.terminal;

import io.inkstream.learn.Learner;
import io.inkstream.schema.CheckpointManifest;

/** {@code model=… step=… characters=… sha256=…}: what two models are compared by. */
public record DigestLine(String model, long step, long characters, String sha256) {

    public static DigestLine of(CheckpointManifest manifest) {
        return new DigestLine(manifest.getModel(), manifest.getStep(), manifest.getCharacters(), manifest.getSha256());
    }

    public static DigestLine of(String model, Learner learner) {
        return new DigestLine(
                model, learner.steps(), learner.characters(), learner.weights().sha256());
    }

    @Override
    public String toString() {
        return "model=%s step=%d characters=%d sha256=%s".formatted(model, step, characters, sha256);
    }
}
