package io.inkstream.generate.schedule;

import io.inkstream.lstm.Ending;
import io.inkstream.lstm.Logprobs;
import io.inkstream.lstm.Sampler;
import io.inkstream.lstm.Writer;
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
