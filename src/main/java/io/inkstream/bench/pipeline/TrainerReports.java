package io.inkstream.bench.pipeline;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.io.IOException;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** A trainer's reports as they commit, and text for it that it is never without. */
final class TrainerReports implements AutoCloseable {

    private static final Duration SILENCE = Duration.ofSeconds(120);

    /** For so many reports, and windows, there is text beyond what is asked for: a window is learned when it is whole. */
    private static final long SPARE = 20;

    private final TopicReader reader;
    private final Deserializer<SpecificRecord> avro;
    private final EndlessText text;
    private final long spare;
    private long characters;
    private long nanos;
    private long markedCharacters;
    private long markedNanos;

    TrainerReports(Configuration configuration, EndlessText text) {
        this.text = text;
        avro = AvroSerdes.values(configuration).deserializer();
        long lanes = configuration.integer(Keys.BATCH_SIZE);
        long window = lanes * configuration.integer(Keys.SEGMENT_LENGTH);
        long report = lanes * configuration.integer(Keys.UNROLLINGS) * configuration.integer(Keys.REPORT_EVERY);
        spare = SPARE * (window + report);
        reader = new TopicReader(configuration, TopicNames.METRICS);
        reader.toBeginning();
    }

    /** Sees to it that so many characters more than were learned are on the topic. */
    void allow(double more) {
        text.reach(characters + (long) more + spare);
    }

    /** Waits for a report of more characters than these; there is text for it, however fast the trainer has become. */
    void after(long before, ServiceProcess trainer) throws IOException {
        long begin = System.nanoTime();
        while (characters <= before) {
            allow(0);
            trainer.requireAlive();
            if (System.nanoTime() - begin > SILENCE.toNanos()) {
                throw new IOException("no report came within %d s, after %d characters: %s"
                        .formatted(SILENCE.toSeconds(), before, trainer.lastWords()));
            }
            for (var record : reader.poll(Duration.ofMillis(20))) {
                characters = characters(record.value());
                nanos = System.nanoTime();
            }
        }
    }

    /** Leaves out what was under way while the trainer was frozen or text was sent. */
    void skip(ServiceProcess trainer) throws IOException {
        after(drain(), trainer);
    }

    /** Characters per second over about so many seconds, from report to report. */
    double over(double seconds, ServiceProcess trainer) throws IOException {
        long from = characters;
        long begin = nanos;
        while (nanos - begin < seconds * 1e9) {
            after(characters, trainer);
        }
        return (characters - from) * 1e9 / (nanos - begin);
    }

    /** Waits for the next report. */
    void next(ServiceProcess trainer) throws IOException {
        after(characters, trainer);
    }

    /** Has {@link #sinceMark} count from the last report on. */
    void mark() {
        markedCharacters = characters;
        markedNanos = nanos;
    }

    /** Characters per second since then; 0 if no report came. */
    double sinceMark() {
        return nanos == markedNanos ? 0 : (characters - markedCharacters) * 1e9 / (nanos - markedNanos);
    }

    /** Reads all that is there; the characters of the last report. */
    long drain() {
        reader.readToEnd(record -> characters = characters(record.value()));
        return characters;
    }

    private long characters(byte[] value) {
        return ((TrainingReport) avro.deserialize(TopicNames.METRICS, value)).getCharacters();
    }

    @Override
    public void close() {
        reader.close();
    }
}
