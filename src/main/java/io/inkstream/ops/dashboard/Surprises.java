package io.inkstream.ops.dashboard;

import io.inkstream.config.Configuration;
import io.inkstream.schema.CorpusScore;
import io.inkstream.schema.CorpusText;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.RegistryIds;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Of the newest records on {@code corpus-scores} those that lie furthest above what came before them, with their texts. */
final class Surprises implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Surprises.class);
    private static final int LOOKED_AT = 1000;
    private static final int SHOWN_MAX = 15;
    private static final int TEXT_MAX = 400;
    private static final Duration WAIT_FOR_TEXT = Duration.ofSeconds(2);

    private final Configuration configuration;
    private final Deserializer<SpecificRecord> avro;
    private final Deque<CorpusScore> newest = new ArrayDeque<>();
    private final TreeSet<CorpusScore> bySurprise = new TreeSet<>(Comparator.comparingDouble(CorpusScore::getZ)
            .reversed()
            .thenComparing(CorpusScore::getModel)
            .thenComparingInt(CorpusScore::getPartition)
            .thenComparingLong(CorpusScore::getOffset));
    /** Of those that are or were among the most surprising; empty where there was none to be had. */
    private final Map<CorpusScore, String> texts = new HashMap<>();

    private final Tail tail;

    Surprises(Configuration configuration, RegistryIds ids) {
        this.configuration = configuration;
        this.avro = AvroSerdes.values(configuration, ids).deserializer();
        this.tail = new Tail(configuration, TopicNames.SCORES, reader -> reader.toLast(LOOKED_AT), this::take);
    }

    /**
     * A record and how surprising it was.
     *
     * @param text its beginning; empty if it is not on its topic any more, or cannot be read
     */
    record Surprise(
            String model,
            String topic,
            int partition,
            long offset,
            long characters,
            double bitsPerCharacter,
            double z,
            String text) {}

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var score = ReadBack.score(avro.deserialize(TopicNames.SCORES, record.headers(), record.value()));
        if (score.getZ() != null) {
            keep(score);
            for (var shown : withoutText()) {
                String text = text(shown.getPartition(), shown.getOffset());
                synchronized (this) {
                    texts.put(shown, text);
                }
            }
        }
    }

    private synchronized void keep(CorpusScore score) {
        newest.addLast(score);
        bySurprise.add(score);
        if (newest.size() > LOOKED_AT) {
            var oldest = newest.removeFirst();
            bySurprise.remove(oldest);
            texts.remove(oldest);
        }
    }

    private synchronized List<CorpusScore> withoutText() {
        return bySurprise.stream()
                .limit(SHOWN_MAX)
                .filter(score -> !texts.containsKey(score))
                .toList();
    }

    private String text(int partition, long offset) {
        try (var reader = new TopicReader(configuration, TopicNames.CORPUS)) {
            return reader.one(partition, offset, WAIT_FOR_TEXT).map(this::text).orElse("");
        } catch (RuntimeException e) {
            LOG.debug("No text of {}-{}@{}", TopicNames.CORPUS, partition, offset, e);
            return "";
        }
    }

    private String text(ConsumerRecord<byte[], byte[]> record) {
        String text = LenientText.isAvro(record.value())
                ? ((CorpusText) avro.deserialize(TopicNames.CORPUS, record.headers(), record.value())).getText()
                : LenientText.utf8(record.value());
        int end = text.offsetByCodePoints(0, Math.min(TEXT_MAX, text.codePointCount(0, text.length())));
        return end == text.length() ? text : text.substring(0, end) + " …";
    }

    /** What follows the topic. */
    Tail tail() {
        return tail;
    }

    /** The most surprising first. */
    synchronized List<Surprise> most() {
        return bySurprise.stream()
                .limit(SHOWN_MAX)
                .map(score -> new Surprise(
                        score.getModel(),
                        score.getTopic(),
                        score.getPartition(),
                        score.getOffset(),
                        score.getCharacters(),
                        score.getBitsPerCharacter(),
                        score.getZ(),
                        texts.getOrDefault(score, "")))
                .toList();
    }

    @Override
    public void close() {
        tail.close();
    }
}
