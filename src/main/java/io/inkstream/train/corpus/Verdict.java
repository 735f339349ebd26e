package io.inkstream.train.corpus;

import io.inkstream.serde.LenientText;
import io.inkstream.serde.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * What a person said of a record, as a header of an empty record of {@code corpus-ordered}: so it has a place in the order of the text, and
 * counts from there on, whenever that text is learned.
 *
 * @param isNews false: records like it are to score less and not to be told; true: that is taken back
 * @param text the record's beginning, {@value #TEXT_MAX} code points at most
 */
public record Verdict(boolean isNews, String text) implements Origin {

    /** Of one model, at one place of its text: with more there would be no bound to what waits for the text behind it. */
    public static final int AT_ONE_PLACE_MAX = 256;

    private static final int TEXT_MAX = 512;
    private static final String HEADER = "inkstream.verdict";
    /** No source begins so: its partition would be below 0. */
    private static final byte MARK = (byte) 0x80;

    private static final int BEFORE_TEXT = 2;

    /** Takes of the text what counts. */
    public static Verdict of(boolean isNews, String text) {
        int characters = Math.min(TEXT_MAX, text.codePointCount(0, text.length()));
        return new Verdict(isNews, text.substring(0, text.offsetByCodePoints(0, characters)));
    }

    /** Why one on this model is not kept. */
    public static UnreadableException refused(String model, boolean isTrained) {
        return new UnreadableException(
                UnreadableException.Reason.MODEL,
                "a verdict needs a model that has read text, with at most " + AT_ONE_PLACE_MAX
                        + " verdicts before more text arrives: " + model
                        + (isTrained ? " has read none, or has more verdicts" : " is not trained here"));
    }

    @Override
    public void to(Headers headers) {
        headers.add(HEADER, bytes());
    }

    /** Empty where there is none, or none that can be read: anybody may write to the topic. */
    static Optional<Verdict> from(Headers headers) {
        var header = headers.lastHeader(HEADER);
        return header == null ? Optional.empty() : from(header.value());
    }

    static Optional<Verdict> from(byte[] bytes) {
        if (bytes == null || bytes.length <= BEFORE_TEXT || bytes[0] != MARK) {
            return Optional.empty();
        }
        try {
            String text = LenientText.utf8(Arrays.copyOfRange(bytes, BEFORE_TEXT, bytes.length));
            return Optional.of(of(bytes[1] != 0, text));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] bytes() {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[BEFORE_TEXT + utf8.length];
        bytes[0] = MARK;
        bytes[1] = (byte) (isNews ? 1 : 0);
        System.arraycopy(utf8, 0, bytes, BEFORE_TEXT, utf8.length);
        return bytes;
    }
}
