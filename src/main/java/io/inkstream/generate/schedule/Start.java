package io.inkstream.generate.schedule;

import io.inkstream.write.Ending;
import io.inkstream.write.Logprobs;
import io.inkstream.write.Sampler;
import io.inkstream.write.Writer;
import java.time.Instant;
import java.util.List;

/**
 * What the writing of a prompt begins from.
 *
 * @param from where the text of each continuation stands before the prompt
 * @param text the prompt's ids, as unsigned bytes
 * @param at when it began
 */
public record Start(
        LoadedModel model,
        List<Writer.Position> from,
        byte[] text,
        Sampler sampler,
        Ending ending,
        Logprobs.Wanted logprobs,
        Instant at) {}
