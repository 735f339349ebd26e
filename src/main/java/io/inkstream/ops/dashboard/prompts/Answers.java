package io.inkstream.ops.dashboard.prompts;

import io.inkstream.config.Configuration;
import io.inkstream.ops.dashboard.live.Events;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** The replies on {@code generated-text}: the newest whole, how long they took, and the pieces of those that the playground waits for. */
public final class Answers implements AutoCloseable {

    private static final int READ_BACK = 500;
    private static final int SHOWN_MAX = 50;
    private static final int TIMED_MAX = 1000;
    private static final int UNFINISHED_MAX = 500;
    private static final int TEXT_MAX = 4000;
    private static final long RATE_MILLIS = 60_000;

    private final Deserializer<SpecificRecord> avro;
    private final Events events;
    private final Predicate<String> isAwaited;
    private final ToLongFunction<String> firstModelAt;
    private final Asked asked;
    private final Deque<Reply> newest = new ArrayDeque<>();
    private final Deque<Timing> timings = new ArrayDeque<>();
    private final Map<String, StringBuilder> unfinished = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StringBuilder> eldest) {
            return size() > UNFINISHED_MAX;
        }
    };
    private final Tail tail;

    /**
     * @param isAwaited tells by the id which replies the playground waits for
     * @param firstModelAt when a model could answer for the first time, in ms since the epoch
     */
    public Answers(
            Configuration configuration,
            RegistryIds ids,
            Events events,
            Predicate<String> isAwaited,
            ToLongFunction<String> firstModelAt) {
        this.firstModelAt = firstModelAt;
        this.asked = new Asked(configuration, ids);
        this.avro = AvroSerdes.values(configuration, ids).deserializer();
        this.events = events;
        this.isAwaited = isAwaited;
        this.tail = new Tail(configuration, TopicNames.GENERATED, reader -> reader.toLast(READ_BACK), this::take);
    }

    /** A whole reply with its provenance, and the beginning of its prompt where that is known. The seed is text, for a browser's numbers have no 64 bits. */
    record Reply(
            String id,
            String session,
            String prompt,
            String text,
            String model,
            Long step,
            String checkpoint,
            String seed,
            int characters,
            Double bits,
            String finishReason,
            String error,
            String errorField,
            long finishedAt,
            Double queueMillis,
            Double prefillMillis,
            Double generationMillis) {

        Reply to(String asked) {
            return new Reply(
                    id,
                    session,
                    asked,
                    text,
                    model,
                    step,
                    checkpoint,
                    seed,
                    characters,
                    bits,
                    finishReason,
                    error,
                    errorField,
                    finishedAt,
                    queueMillis,
                    prefillMillis,
                    generationMillis);
        }
    }

    /** A piece of a reply; each character of it with its surprise in bits. */
    record Piece(String id, int piece, boolean last, String text, List<Drawn> drawn, Reply reply) {}

    /** A character, or a byte of one, and how surprising it was. */
    record Drawn(int id, String text, double bits) {}

    /** How long a reply took, in milliseconds. */
    private record Timing(String model, long promptedAt, long finishedAt, double queue, double first, double whole) {}

    /** Percentiles in milliseconds; null while there is nothing to take them from. */
    record Percentiles(Double p50, Double p90, Double p99) {}

    /**
     * @param timed replies that the percentiles are of
     * @param waited replies that they are not of, since they waited for their model's first checkpoint
     */
    record Overview(
            double perMinute,
            int timed,
            int waited,
            Percentiles queue,
            Percentiles firstCharacter,
            Percentiles whole,
            List<Reply> newest) {}

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var text = ReadBack.reply(avro.deserialize(TopicNames.GENERATED, record.headers(), record.value()));
        take(text, record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8));
    }

    private synchronized void take(GeneratedText text, String session) {
        String key = text.getId() + "/" + text.getIndex();
        Reply whole = null;
        if (text.getLast()) {
            var begun = unfinished.remove(key);
            whole = reply(text, session, (begun == null ? "" : begun.toString()) + text.getText());
            newest.addFirst(whole);
            trim(newest, SHOWN_MAX);
            if (whole.generationMillis() != null) {
                double first = whole.queueMillis() + whole.prefillMillis();
                timings.addFirst(new Timing(
                        text.getModel(),
                        text.getPromptedAt().toEpochMilli(),
                        whole.finishedAt(),
                        whole.queueMillis(),
                        first,
                        first + whole.generationMillis()));
                trim(timings, TIMED_MAX);
            }
        } else {
            var begun = unfinished.computeIfAbsent(key, id -> new StringBuilder());
            if (begun.length() < TEXT_MAX) {
                begun.append(text.getText(), 0, Math.min(text.getText().length(), TEXT_MAX));
            }
        }
        if (isAwaited.test(text.getId())) {
            events.send(
                    "piece",
                    new Piece(text.getId(), text.getPiece(), text.getLast(), text.getText(), drawn(text), whole));
        }
    }

    private static List<Drawn> drawn(GeneratedText text) {
        return text.getLogprobs().stream()
                .map(drawn -> new Drawn(drawn.getId(), drawn.getText(), -drawn.getLogprob() / Math.log(2)))
                .toList();
    }

    private static Reply reply(GeneratedText text, String session, String whole) {
        return new Reply(
                text.getId(),
                session,
                null,
                whole.length() <= TEXT_MAX ? whole : whole.substring(0, TEXT_MAX) + " …",
                text.getModel(),
                text.getStep(),
                text.getCheckpoint(),
                text.getSeed() == null ? null : text.getSeed().toString(),
                text.getCharacters(),
                text.getMeanBitsPerCharacter(),
                text.getFinishReason().name(),
                text.getError(),
                text.getErrorField(),
                text.getFinishedAt().toEpochMilli(),
                text.getQueueMillis(),
                text.getPrefillMillis(),
                text.getGenerationMillis());
    }

    /** What follows the topics. */
    public List<Tail> tails() {
        return List.of(tail, asked.tail());
    }

    public synchronized Overview overview(long now) {
        long lately = timings.stream()
                .filter(timing -> now - timing.finishedAt() < RATE_MILLIS)
                .count();
        var first = new HashMap<String, Long>();
        var counted = timings.stream()
                .filter(timing ->
                        timing.promptedAt() >= first.computeIfAbsent(timing.model(), firstModelAt::applyAsLong))
                .toList();
        return new Overview(
                lately * 60_000.0 / RATE_MILLIS,
                counted.size(),
                timings.size() - counted.size(),
                percentiles(counted.stream().mapToDouble(Timing::queue).toArray()),
                percentiles(counted.stream().mapToDouble(Timing::first).toArray()),
                percentiles(counted.stream().mapToDouble(Timing::whole).toArray()),
                newest.stream().map(reply -> reply.to(asked.text(reply.id()))).toList());
    }

    static Percentiles percentiles(double[] values) {
        Arrays.sort(values);
        return values.length == 0
                ? new Percentiles(null, null, null)
                : new Percentiles(at(values, 0.5), at(values, 0.9), at(values, 0.99));
    }

    /** The nearest rank. */
    private static double at(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static void trim(Deque<?> deque, int most) {
        while (deque.size() > most) {
            deque.removeLast();
        }
    }

    @Override
    public void close() {
        tail.close();
        asked.close();
    }
}
