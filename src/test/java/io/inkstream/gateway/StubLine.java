package io.inkstream.gateway;

import io.inkstream.http.Refusal;
import io.inkstream.schema.DrawnId;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TrustedSchemas;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/** Answers prompts as a test wants, without any Kafka, and remembers what was asked of it. */
final class StubLine implements PromptLine {

    static {
        TrustedSchemas.trust();
    }

    record Asked(Prompt prompt, String session, Exchange exchange) {}

    final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    final Queue<String> cancelled = new ConcurrentLinkedQueue<>();
    volatile String trouble;
    private final Queue<Exchange> open = new ConcurrentLinkedQueue<>();
    private final BiConsumer<Prompt, Exchange> answer;

    StubLine(BiConsumer<Prompt, Exchange> answer) {
        this.answer = answer;
    }

    @Override
    public void send(Prompt prompt, String session, Exchange exchange) {
        open.add(exchange);
        asked.add(new Asked(prompt, session, exchange));
        answer.accept(prompt, exchange);
    }

    @Override
    public void leave(Exchange exchange) {
        open.remove(exchange);
    }

    @Override
    public void cancel(String session, Exchange exchange) {
        cancelled.add(exchange.id());
    }

    @Override
    public boolean isReading() {
        return true;
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void end() {
        open.forEach(exchange -> exchange.fail(new Refusal(503, "the gateway is being stopped", null, "kafka")));
    }

    @Override
    public void close() {}

    /** The whole answer to a prompt, one piece for each continuation. */
    static void whole(Prompt prompt, Exchange exchange, String text, List<DrawnId> logprobs) {
        for (int index = 0; index < prompt.getCount(); index++) {
            exchange.add(piece(exchange, index, 0, text)
                    .setId(prompt.getId())
                    .setCount(prompt.getCount())
                    .setLogprobs(logprobs)
                    .setLast(true)
                    .setFinishReason(FinishReason.LENGTH)
                    .build());
        }
    }

    /** A piece with more to follow. */
    static GeneratedText.Builder piece(Exchange exchange, int index, int piece, String text) {
        return GeneratedText.newBuilder()
                .setId(exchange.id())
                .setModel("default")
                .setText(text)
                .setIndex(index)
                .setPiece(piece)
                .setCharacters(text.codePointCount(0, text.length()))
                .setPromptCharacters(1)
                .setStep(7L)
                .setLast(false)
                .setFinishReason(FinishReason.PENDING)
                .setPromptedAt(Instant.EPOCH)
                .setStartedAt(Instant.EPOCH)
                .setFinishedAt(Instant.EPOCH);
    }
}
