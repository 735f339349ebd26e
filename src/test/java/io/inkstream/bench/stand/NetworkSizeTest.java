package io.inkstream.bench.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class NetworkSizeTest {

    @Test
    void whatIsLeftOutIsAsInTheTutorial() {
        assertThat(NetworkSize.parse("64")).isEqualTo(new NetworkSize(64, 1, 10, 27, 64));
        assertThat(NetworkSize.parse("2x256")).isEqualTo(new NetworkSize(256, 2, 10, 27, 64));
        assertThat(NetworkSize.parse("512/50/96")).isEqualTo(new NetworkSize(512, 1, 50, 96, 64));
    }

    @Test
    void aProfilesNameIsTheSizeOfItsNetwork() {
        assertThat(NetworkSize.parse("seed")).isEqualTo(NetworkSize.parse("64"));
        assertThat(NetworkSize.parse("stream")).isEqualTo(new NetworkSize(64, 2, 16, 256, 4));
    }

    @Test
    void aSizeIsReadAsItIsWritten() {
        var size = new NetworkSize(3, 2, 5, 7, 11);

        assertThat(NetworkSize.parse(size.toString())).isEqualTo(size);
    }

    @Test
    void whatIsNoSizeIsRefusedWithTheForm() {
        assertThatThrownBy(() -> NetworkSize.parse("64 nodes"))
                .hasMessage(
                        "a size must be [LAYERSx]NODES[/UNROLLINGS[/VOCABULARY[/BATCH]]], as 64, 2x256 or 512/50/96,"
                                + " or a profile of seed, stream, stream-small, stream-large: 64 nodes");
        assertThatThrownBy(() -> NetworkSize.parse("0")).hasMessage("a size must be of numbers from 1: 0");
    }

    @Test
    void theOperationsOfTheTutorialsStepAreThoseOfItsProducts() {
        // 64 times 256 weights of the gates and 64 times 27 of the output, two operations each, forward once and back
        // twice.
        assertThat(ProductSpeed.operationsPerCharacter(NetworkSize.parse("64"))).isEqualTo(6 * (64 * 256 + 64 * 27));
    }
}
