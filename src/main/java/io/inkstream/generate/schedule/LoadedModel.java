package io.inkstream.generate.schedule;

import io.inkstream.model.Parameters;
import io.inkstream.text.Vocabulary;

/**
 * A checkpoint ready to write.
 *
 * @param name the model's
 * @param step training steps that it had seen
 * @param sha256 digest of the weights
 * @param forgotten requests to forget text that it has met
 */
public record LoadedModel(
        String name, long step, String sha256, int forgotten, Vocabulary vocabulary, Parameters weights) {}
