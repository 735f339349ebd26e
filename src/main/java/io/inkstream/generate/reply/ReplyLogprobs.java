package io.inkstream.generate.reply;

import io.inkstream.schema.DrawnId;
import io.inkstream.schema.LikelyId;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Logprobs;
import java.util.List;

/** Log-probabilities as a reply has them. */
final class ReplyLogprobs {

    private static final int NOT_ASCII = 0x80;

    private ReplyLogprobs() {}

    static List<DrawnId> of(List<Logprobs> drawn, Vocabulary vocabulary) {
        return drawn.stream()
                .map(each -> new DrawnId(
                        each.drawn().id(),
                        text(each.drawn().id(), vocabulary),
                        each.drawn().logprob(),
                        each.top().stream()
                                .map(likely ->
                                        new LikelyId(likely.id(), text(likely.id(), vocabulary), likely.logprob()))
                                .toList()))
                .toList();
    }

    /** A byte that is no character is named as others name it. */
    private static String text(int id, Vocabulary vocabulary) {
        return id >= NOT_ASCII ? "bytes:\\x%02x".formatted(id) : vocabulary.decode(new byte[] {(byte) id});
    }
}
