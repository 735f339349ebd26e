package io.inkstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FreePortsTest {

    @Test
    void a_port_that_was_claimed_and_is_not_listened_on_yet_is_not_given_again() {
        var claims = List.of(38569, 38569, 38570).iterator();

        assertThat(FreePorts.other(38569, claims::next)).isEqualTo(38570);
    }
}
