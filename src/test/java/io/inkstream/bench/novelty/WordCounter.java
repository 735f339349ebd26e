package io.inkstream.bench.novelty;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Produced;

/** Kafka Streams' first example, exactly once. A thread dies of a certain word and is replaced, and so is the next; then the word is counted. */
final class WordCounter implements AutoCloseable {

    static final String COUNTED = "counted";
    static final String POISON = "poison";

    private static final int DIE = 2;

    private final AtomicInteger poisoned = new AtomicInteger();
    private final KafkaStreams streams;

    WordCounter(String bootstrapServers, Path state) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "word-counter");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        streams = new KafkaStreams(topology(), settings);
        streams.setUncaughtExceptionHandler(e -> StreamThreadExceptionResponse.REPLACE_THREAD);
        streams.start();
    }

    private Topology topology() {
        var builder = new StreamsBuilder();
        builder.stream(FaultyKafka.ORDERS, Consumed.with(Serdes.String(), Serdes.String()))
                .peek((key, text) -> {
                    if (text.equals(POISON) && poisoned.getAndIncrement() % (DIE + 1) < DIE) {
                        throw new IllegalStateException("a word that cannot be counted");
                    }
                })
                .flatMapValues(text -> Arrays.asList(text.split(" ")))
                .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
                .count()
                .toStream()
                .to(COUNTED, Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(30));
    }
}
