package io.inkstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AcknowledgementsTest {

    @Test
    void what_is_acknowledged_ends_where_the_first_is_missing() {
        var acknowledgements = new Acknowledgements();
        var parts = List.of(acknowledgements.sending(5), acknowledgements.sending(3), acknowledgements.sending(2));

        parts.get(1).acknowledge();
        assertThat(acknowledgements.bytes()).isZero();
        parts.get(0).acknowledge();
        assertThat(acknowledgements.bytes()).isEqualTo(8);
        parts.get(2).acknowledge();
        assertThat(acknowledgements.bytes()).isEqualTo(10);
    }
}
