package io.inkstream.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.config.Configuration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** What Kafka's own clients make of the settings. */
final class StreamsSettingsTest {

    private static ProducerConfig producer(Map<String, String> set) {
        var configuration = Configuration.load(set, Map.of(), Optional.empty());
        var settings = new HashMap<String, Object>(
                new StreamsConfig(StreamsSettings.trainer(configuration)).getProducerConfigs("trainer"));
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return new ProducerConfig(settings);
    }

    @Test
    void what_a_trainer_sends_is_compressed() {
        var producer = producer(Map.of());
        assertThat(producer.getString(ProducerConfig.COMPRESSION_TYPE_CONFIG)).isEqualTo("zstd");
        assertThat(producer.getInt(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG))
                .isEqualTo(1);
    }

    @Test
    void what_is_set_under_kafka_goes_before_it() {
        var producer = producer(Map.of("kafka.producer.compression.type", "none"));
        assertThat(producer.getString(ProducerConfig.COMPRESSION_TYPE_CONFIG)).isEqualTo("none");
    }
}
