package io.inkstream.gateway;

import io.inkstream.schema.GeneratedText;
import java.util.List;

/** OpenAI's text completions. */
final class CompletionShape implements AnswerShape {

    @Override
    public Completion whole(List<GeneratedText> ends, int count) {
        return Completion.whole(ends, count);
    }

    @Override
    public Completion piece(GeneratedText reply, int offset) {
        return Completion.piece(reply, offset);
    }

    @Override
    public Completion usage(List<GeneratedText> ends, int count) {
        return Completion.usage(ends, count);
    }
}
