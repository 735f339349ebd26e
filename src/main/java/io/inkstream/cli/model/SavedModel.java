package io.inkstream.cli.model;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.ModelFile;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.config.RecordedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model in a file that was named on the command line. */
final class SavedModel {

    private SavedModel() {}

    /** @throws IOException if there is no such file or it holds no model; the message names it */
    static Checkpoint read(Path file, Configuration configuration) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return ModelFile.read(bytes, configuration.string(Keys.MODEL), RecordedSettings.of(configuration));
        } catch (IllegalArgumentException e) {
            throw new IOException("expected a model in " + file + ", found " + e.getMessage(), e);
        }
    }

    /**
     * Before a model is fetched that could not be kept.
     *
     * @throws IOException if the folder is missing, or there is a folder where the file should be
     */
    static void requirePlace(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new IOException("expected a folder at " + folder + " to write " + file.getFileName()
                    + " into, found none: make it, or name another");
        }
        if (Files.isDirectory(file)) {
            throw new IOException("expected the name of a file to write, found the folder " + file
                    + ": name a file in it, " + file.resolve("model.safetensors") + " for example");
        }
    }
}
