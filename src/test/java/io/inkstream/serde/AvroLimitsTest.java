package io.inkstream.serde;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AvroLimitsTest {

    @Test
    void whoever_uses_the_serde_has_avros_limits_set_to_what_a_record_can_hold() {
        new AvroSerde();

        assertThat(Integer.getInteger("org.apache.avro.limits.string.maxLength"))
                .isLessThan(1_048_588);
        assertThat(Integer.getInteger("org.apache.avro.limits.bytes.maxLength")).isLessThan(1_048_588);
        assertThat(Integer.getInteger("org.apache.avro.limits.collectionItems.maxLength"))
                .isLessThan(1_048_588);
    }

    @Test
    void what_somebody_has_set_stays() {
        String key = "org.apache.avro.limits.string.maxLength";
        String before = System.getProperty(key);
        try {
            System.setProperty(key, "12345");
            AvroLimits.set();
            assertThat(System.getProperty(key)).isEqualTo("12345");
        } finally {
            if (before == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, before);
            }
        }
    }
}
