package io.inkstream.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EscapeTest {

    private static TextContext read(Mixture mixture, String text) {
        var context = new TextContext();
        for (byte symbol : text.getBytes(StandardCharsets.UTF_8)) {
            mixture.read(context, Byte.toUnsignedInt(symbol));
        }
        return context;
    }

    @Test
    void a_character_awaits_as_many_bytes_as_its_first_one_says() {
        var mixture = new Mixture(new MixtureSize(MixtureSize.BITS_MIN));

        assertThat(ByteClass.awaited(read(mixture, ""))).isZero();
        assertThat(ByteClass.awaited(read(mixture, "a😀"))).isZero();
        var text = read(mixture, "é");
        int[] bytes = {0xF0, 0x9F, 0x98};
        for (int i = 0; i < bytes.length; i++) {
            mixture.read(text, bytes[i]);
            assertThat(ByteClass.awaited(text)).isEqualTo(bytes.length - i);
        }
    }

    @Test
    void every_byte_has_one_of_the_classes() {
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            assertThat(ByteClass.of(symbol)).isBetween(0, ByteClass.COUNT - 1);
        }
        assertThat(ByteClass.of(0xE9)).isNotEqualTo(ByteClass.of(0xE1));
        assertThat(ByteClass.of(0x9F)).isEqualTo(ByteClass.of(0x90)).isNotEqualTo(ByteClass.of(0xA0));
    }

    /** A hundred emoji one after the other: the next one, which never came, is likelier than a letter, and than one far away. */
    @Test
    void what_goes_on_in_order_and_in_its_script_is_expected() {
        var mixture = new Mixture(new MixtureSize(MixtureSize.BITS_MIN));
        var text = new TextContext();
        var forecast = new Forecast();
        for (int emoji = 0x1F400; emoji < 0x1F425; emoji++) {
            for (byte symbol : (Character.toString(emoji) + " face\n").getBytes(StandardCharsets.UTF_8)) {
                mixture.learn(text, Byte.toUnsignedInt(symbol), null, forecast);
            }
        }
        byte[] next = Character.toString(0x1F425).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < next.length - 1; i++) {
            mixture.read(text, Byte.toUnsignedInt(next[i]));
        }
        mixture.forecast(text, null, forecast);

        int expected = Byte.toUnsignedInt(next[3]);
        assertThat(forecast.candidates.contains(expected)).isFalse();
        assertThat(forecast.probability(expected)).isGreaterThan(10 * forecast.probability('q'));
        assertThat(forecast.probability(expected)).isGreaterThan(2 * forecast.probability(0xBF));
    }
}
