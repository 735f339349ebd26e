package io.inkstream.ops.dashboard.news;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.schema.CorpusText;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.json.TextField;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beginnings of records of {@code corpus-in}, read when they are asked for. For any number of threads. */
final class RecordTexts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordTexts.class);
    private static final int KEPT_MAX = 2000;
    private static final int TEXT_MAX = 400;
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final Configuration configuration;
    private final TextField field;
    private final Deserializer<SpecificRecord> avro;
    private final Map<Place, String> kept = new LinkedHashMap<>(16, 0.75f, true);
    private TopicReader reader;

    /** Where a record is. */
    record Place(int partition, long offset) {}

    RecordTexts(Configuration configuration, RegistryIds ids) {
        this.configuration = configuration;
        this.field = new TextField(configuration.string(Keys.CORPUS_FIELD));
        this.avro = AvroSerdes.values(configuration, ids).deserializer();
    }

    /**
     * The texts of records, by their places; empty of those that are not on the topic any more, or cannot be read.
     *
     * @param offsets by partition
     */
    synchronized Map<Place, String> texts(Map<Integer, SortedSet<Long>> offsets) {
        var found = new HashMap<Place, String>();
        offsets.forEach((partition, all) -> {
            var missing = new TreeSet<Long>();
            for (long offset : all) {
                String text = kept.get(new Place(partition, offset));
                if (text == null) {
                    missing.add(offset);
                } else {
                    found.put(new Place(partition, offset), text);
                }
            }
            read(partition, missing, found);
        });
        found.forEach((place, text) -> {
            if (!text.isEmpty()) {
                kept.put(place, text); // what did not come in time is asked for again
            }
        });
        while (kept.size() > KEPT_MAX) {
            kept.remove(kept.keySet().iterator().next());
        }
        return found;
    }

    private void read(int partition, SortedSet<Long> offsets, Map<Place, String> found) {
        offsets.forEach(offset -> found.put(new Place(partition, offset), ""));
        if (offsets.isEmpty()) {
            return;
        }
        try {
            if (reader == null) {
                reader = new TopicReader(configuration, TopicNames.CORPUS);
            }
            reader.some(
                    partition,
                    offsets,
                    WAIT,
                    record -> found.put(new Place(partition, record.offset()), shown(record)));
        } catch (RuntimeException e) {
            LOG.debug("No texts of {}-{}", TopicNames.CORPUS, partition, e);
            close();
        }
    }

    private String shown(ConsumerRecord<byte[], byte[]> record) {
        try {
            return text(record);
        } catch (RuntimeException e) {
            LOG.debug("No text of {}-{}@{}", TopicNames.CORPUS, record.partition(), record.offset(), e);
            return "";
        }
    }

    private String text(ConsumerRecord<byte[], byte[]> record) {
        String text = LenientText.isAvro(record.value())
                ? ((CorpusText) avro.deserialize(TopicNames.CORPUS, record.headers(), record.value())).getText()
                : field.of(record.value());
        int end = text.offsetByCodePoints(0, Math.min(TEXT_MAX, text.codePointCount(0, text.length())));
        return end == text.length() ? text : text.substring(0, end) + " …";
    }

    @Override
    public synchronized void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
