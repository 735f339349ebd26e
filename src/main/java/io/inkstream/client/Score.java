package io.inkstream.client;

import io.inkstream.schema.DrawnId;
import io.inkstream.schema.GeneratedText;
import java.util.List;

/**
 * How likely a model finds a text.
 *
 * @param bitsPerCharacter the mean over its characters, in bits; NaN for a text of one character without a session, of which nothing
 *     is expected
 * @param ids each id of the text but the very first, with its log-probability in nats
 * @param reply the whole record, with model and step
 */
public record Score(double bitsPerCharacter, List<DrawnId> ids, GeneratedText reply) {

    /** The ids as they are given. */
    public Score {
        ids = List.copyOf(ids);
    }

    /** @param answer to a prompt of length 0 with log-probabilities */
    static Score of(Answer answer) {
        var reply = answer.first().end();
        Double bits = reply.getMeanBitsPerCharacter();
        return new Score(bits == null ? Double.NaN : bits, reply.getLogprobs(), reply);
    }
}
