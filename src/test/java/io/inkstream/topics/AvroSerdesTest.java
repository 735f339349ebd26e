package io.inkstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.config.Configuration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

final class AvroSerdesTest {

    @Test
    void avros_limits_are_set_whichever_class_reads() {
        String key = "org.apache.avro.limits.string.maxLength";
        String before = System.getProperty(key);
        try {
            System.clearProperty(key);
            AvroSerdes.values(Configuration.load(
                            Map.of("value.serde", Serdes.StringSerde.class.getName()), Map.of(), Optional.empty()))
                    .close();
            assertThat(Integer.getInteger(key)).isLessThan(1_048_588);
        } finally {
            if (before == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, before);
            }
        }
    }
}
