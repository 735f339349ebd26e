package io.inkstream.ops.dashboard.news;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.schema.CorpusScore;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** The newest records on {@code corpus-scores}, and those of them that are most unlike what came before, with their texts. */
final class ScoredRecords implements AutoCloseable {

    private static final int LOOKED_AT = 1000;
    private static final double EIGHTHS = 8;

    private final Deserializer<SpecificRecord> avro;
    private final RecordTexts texts;
    private final boolean bytes;
    private final Deque<CorpusScore> newest = new ArrayDeque<>();
    private final TreeSet<CorpusScore> byNovelty = new TreeSet<>(Comparator.comparingDouble(CorpusScore::getNovelty)
            .reversed()
            .thenComparing(CorpusScore::getModel)
            .thenComparingInt(CorpusScore::getPartition)
            .thenComparingLong(CorpusScore::getOffset));

    private final Tail tail;

    ScoredRecords(Configuration configuration, RegistryIds ids) {
        this.avro = AvroSerdes.values(configuration, ids).deserializer();
        this.texts = new RecordTexts(configuration, ids);
        this.bytes = configuration.string(Keys.VOCABULARY).equals("bytes");
        this.tail = new Tail(configuration, TopicNames.SCORES, ScoredRecords::begin, this::take);
    }

    /**
     * A record and how new it was.
     *
     * @param novelty bits per character beyond what was expected
     * @param probability share of recent records that were at least as new; null while there are few
     * @param text its beginning; empty if it is not on its topic any more, or cannot be read
     * @param bits what each code point of the text cost, in bits; fewer than there are where it is not known of all
     */
    record Scored(
            String model,
            String topic,
            int partition,
            long offset,
            long characters,
            double bitsPerCharacter,
            double novelty,
            Double probability,
            String text,
            List<Double> bits) {}

    private static void begin(TopicReader reader) {
        reader.toLast(LOOKED_AT);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var score = ReadBack.score(avro.deserialize(TopicNames.SCORES, record.headers(), record.value()));
        if (score.getNovelty() != null) {
            keep(score);
        }
    }

    private synchronized void keep(CorpusScore score) {
        newest.addLast(score);
        byNovelty.add(score);
        if (newest.size() > LOOKED_AT) {
            byNovelty.remove(newest.removeFirst());
        }
    }

    /** What follows the topic. */
    Tail tail() {
        return tail;
    }

    /** The last so many, the newest last. */
    List<Scored> newest(int most) {
        List<CorpusScore> scores;
        synchronized (this) {
            scores = newest.stream().skip(Math.max(0, newest.size() - most)).toList();
        }
        return shown(scores);
    }

    /** Those that are most unlike what came before, of the last thousand, the newest kind first. */
    List<Scored> mostNew(int most) {
        List<CorpusScore> scores;
        synchronized (this) {
            scores = byNovelty.stream()
                    .filter(score -> score.getProbability() != null)
                    .limit(most)
                    .toList();
        }
        return shown(scores);
    }

    private List<Scored> shown(List<CorpusScore> scores) {
        var places = new TreeMap<Integer, SortedSet<Long>>();
        scores.forEach(score -> places.computeIfAbsent(score.getPartition(), partition -> new TreeSet<>())
                .add(score.getOffset()));
        var found = texts.texts(places);
        return scores.stream()
                .map(score -> shown(score, found.get(new RecordTexts.Place(score.getPartition(), score.getOffset()))))
                .toList();
    }

    private Scored shown(CorpusScore score, String text) {
        return new Scored(
                score.getModel(),
                score.getTopic(),
                score.getPartition(),
                score.getOffset(),
                score.getCharacters(),
                score.getBitsPerCharacter(),
                score.getNovelty(),
                score.getProbability(),
                text,
                bits(text, score));
    }

    private List<Double> bits(String text, CorpusScore score) {
        var bits = new ArrayList<Double>();
        if (score.getCharacterBits() == null) {
            return bits;
        }
        var costs = score.getCharacterBits().duplicate();
        for (int codePoint : text.codePoints().toArray()) {
            int length = bytes ? Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length : 1;
            if (costs.remaining() < length) {
                break;
            }
            double sum = 0;
            for (int i = 0; i < length; i++) {
                sum += (costs.get() & 0xFF) / EIGHTHS;
            }
            bits.add(sum);
        }
        return bits;
    }

    @Override
    public void close() {
        tail.close();
        texts.close();
    }
}
