package io.inkstream.poison;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Says what a record is worth, without Avro's library or any of the product: the wire format, Avro's binary encoding and UTF-8
 * read by hand.
 */
final class Oracle {

    /** The longest key of a prompt. */
    private static final int KEY_MAX_BYTES = 16_384;

    private final Fuzzer.Ids ids;

    Oracle(Fuzzer.Ids ids) {
        this.ids = ids;
    }

    /** A prompt that can be read. */
    record Asked(String id, String text, String model, int length, double temperature, Long seed, boolean reset) {

        /** Whether the reply must say what is wrong, whatever the session. */
        boolean isWrong(int valueBytes) {
            return (id != null && id.length() > 1000)
                    || text.codePointCount(0, text.length()) > Fuzzer.TEXT_MAX
                    || (model != null && !model.equals("default"))
                    || length < 1
                    || length > Fuzzer.LENGTH_MAX
                    || !(temperature >= 0 && temperature <= 100)
                    || valueBytes > 1_000_000;
        }
    }

    /** The text that a record of corpus-in gives; empty: it must be a dead letter. */
    Optional<String> text(byte[] value, String lineEnd) {
        if (value == null) {
            return Optional.empty();
        }
        if (value.length == 0 || value[0] != 0) {
            return utf8(value).map(text -> text + lineEnd);
        }
        return datum(value, ids.corpusText())
                .or(() -> datum(value, ids.collections()).filter(Oracle::skipsNothing))
                .or(() -> datum(value, ids.recursion()).filter(Oracle::skipsChain))
                .flatMap(Oracle::lastString)
                .filter(text -> !text.isEmpty());
    }

    private static Optional<String> lastString(ByteBuffer in) {
        var text = string(in);
        return in.hasRemaining() ? Optional.empty() : text;
    }

    /**
     * Goes over an array of nulls: blocks of so many items each, or, below 0, of so many bytes. There may be no more items than the
     * datum has bytes.
     */
    private static boolean skipsNothing(ByteBuffer in) {
        long room = in.limit();
        try {
            for (long count = number(in, 10); count != 0; count = number(in, 10)) {
                if (count > room) {
                    return false;
                }
                room -= Math.max(0, count);
                if (count < 0) {
                    in.position(in.position() + Math.toIntExact(number(in, 10)));
                }
            }
            return true;
        } catch (IllegalArgumentException | ArithmeticException | BufferUnderflowException e) {
            return false;
        }
    }

    /** Goes over links that each may have a next one. */
    private static boolean skipsChain(ByteBuffer in) {
        try {
            boolean end = isNull(in);
            while (!end) {
                end = isNull(in);
            }
            return true;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return false;
        }
    }

    /** The prompt that a record of prompts gives; empty: it must be a dead letter. */
    Optional<Asked> prompt(byte[] key, byte[] value) {
        if (value == null || key != null && key.length > KEY_MAX_BYTES) {
            return Optional.empty();
        }
        if (value.length == 0 || value[0] != 0) {
            return utf8(value).map(text -> new Asked(null, text, null, 100, 0.8, null, false));
        }
        return datum(value, ids.prompt()).flatMap(Oracle::asked);
    }

    private static Optional<Asked> asked(ByteBuffer in) {
        try {
            var asked = new Asked(
                    isNull(in) ? null : string(in).orElseThrow(IllegalArgumentException::new),
                    string(in).orElseThrow(IllegalArgumentException::new),
                    isNull(in) ? null : string(in).orElseThrow(IllegalArgumentException::new),
                    (int) number(in, 5),
                    in.order(ByteOrder.LITTLE_ENDIAN).getDouble(),
                    isNull(in) ? null : number(in, 10),
                    in.get() == 1);
            return in.hasRemaining() ? Optional.empty() : Optional.of(asked);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Optional<ByteBuffer> datum(byte[] value, int schemaId) {
        boolean ours = value.length >= 5 && ByteBuffer.wrap(value).getInt(1) == schemaId;
        return ours ? Optional.of(ByteBuffer.wrap(value, 5, value.length - 5).slice()) : Optional.empty();
    }

    private static boolean isNull(ByteBuffer in) {
        long branch = (int) number(in, 5);
        if (branch != 0 && branch != 1) {
            throw new IllegalArgumentException("no such branch");
        }
        return branch == 0;
    }

    private static Optional<String> string(ByteBuffer in) {
        try {
            long length = number(in, 10);
            if (length < 0 || length > in.remaining()) {
                return Optional.empty();
            }
            byte[] bytes = new byte[(int) length];
            in.get(bytes);
            return utf8(bytes);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** A number in zigzag of at most so many bytes; an int has five, of whose last only four bits count. */
    private static long number(ByteBuffer in, int most) {
        long zigzag = 0;
        for (int i = 0; i < most; i++) {
            byte next = in.get();
            zigzag |= (long) (next & 0x7F) << 7 * i;
            if (next >= 0) {
                long bits = most == 5 ? zigzag & 0xFFFF_FFFFL : zigzag;
                return bits >>> 1 ^ -(bits & 1);
            }
        }
        throw new IllegalArgumentException("a number of more than " + most + " bytes");
    }

    /** Java replaces what is not UTF-8, so only UTF-8 comes back as it was. */
    private static Optional<String> utf8(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? Optional.of(text) : Optional.empty();
    }
}
