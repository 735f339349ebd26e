package io.inkstream.client;

import io.inkstream.schema.GeneratedText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole reply.
 *
 * @param continuations one for each that was asked for, by their index
 */
public record Answer(List<Continuation> continuations) {

    /**
     * One of the texts that were asked for.
     *
     * @param text all of it; of a prompt that expired or was cancelled, what was written until then
     * @param end the record that ended it, with model, step, seed, finish reason and figures; its own text is the last piece alone where
     *     the prompt asked for pieces
     */
    public record Continuation(String text, GeneratedText end) {}

    /** The texts as they are given. */
    public Answer {
        continuations = List.copyOf(continuations);
    }

    /** The text of the first continuation, with which a session goes on. */
    public String text() {
        return first().text();
    }

    /** The first continuation. */
    public Continuation first() {
        return continuations.get(0);
    }

    /** @param pieces of each continuation in order, to its last */
    static Answer of(List<GeneratedText> pieces) {
        Map<Integer, StringBuilder> texts = new TreeMap<>();
        Map<Integer, GeneratedText> ends = new TreeMap<>();
        for (var piece : pieces) {
            texts.computeIfAbsent(piece.getIndex(), index -> new StringBuilder())
                    .append(piece.getText());
            ends.put(piece.getIndex(), piece);
        }
        return new Answer(ends.entrySet().stream()
                .map(end -> new Continuation(texts.get(end.getKey()).toString(), end.getValue()))
                .toList());
    }
}
