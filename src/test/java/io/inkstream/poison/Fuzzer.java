package io.inkstream.poison;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Breaks valid records in every way that came to mind. The same seed gives the same records. By chance one may still be whole:
 * {@link Oracle} says which.
 */
final class Fuzzer {

    /** What a value may be beside its key and headers within Kafka's largest record by default, of 1,048,588 bytes. */
    static final int LARGEST = 1_048_588 - 200;

    static final int LENGTH_MAX = 100;
    static final int TEXT_MAX = 500;

    /** How a record was broken. */
    enum Way {
        CUT_SHORT,
        BITS_FLIPPED,
        UNKNOWN_SCHEMA_ID,
        WRONG_SCHEMA_ID,
        ANOTHER_RECORD,
        LENGTH_THAT_LIES,
        BYTES_TOO_MANY,
        ZEROS,
        EMPTY,
        NULL,
        LONE_SURROGATE,
        OVERLONG,
        CONTROL_CHARACTERS,
        RANDOM_BYTES,
        LONG_LINE,
        COLLECTIONS_OF_NOTHING,
        DEEP_RECURSION,
        LARGE_KEY,
        LARGE_HEADERS,
        NO_TIMESTAMP,
        FIELDS_AT_LIMITS
    }

    /** A record. */
    record Broken(Way way, byte[] key, byte[] value, int headerBytes) {
        Broken(Way way, byte[] key, byte[] value) {
            this(way, key, value, 0);
        }
    }

    /** Registered schemas, by their ids. */
    record Ids(int corpusText, int prompt, int generatedText, int collections, int recursion, List<Integer> others) {}

    private static final String[] WORDS =
            "one two three füüf sechs 七 八 девять ten 🦊 eleven twelve naïve\n tab\t end".split(" ");

    private static final Way[] LARGE = {
        Way.ZEROS, Way.LONG_LINE, Way.LARGE_KEY, Way.LARGE_HEADERS, Way.COLLECTIONS_OF_NOTHING, Way.DEEP_RECURSION
    };

    private final Random random;
    private final Ids ids;

    Fuzzer(long seed, Ids ids) {
        this.random = new Random(seed);
        this.ids = ids;
    }

    /** A text of a few words. */
    String text() {
        var text = new StringBuilder();
        for (int i = 1 + random.nextInt(30); i > 0; i--) {
            text.append(pick(WORDS)).append(' ');
        }
        return text.toString();
    }

    /** A good record of corpus-in. */
    byte[] goodText() {
        return random.nextBoolean()
                ? utf8(text())
                : Datum.framed(ids.corpusText()).text(text()).bytes();
    }

    /** A good record of prompts. */
    byte[] goodPrompt() {
        return random.nextBoolean()
                ? utf8(text())
                : prompt(null, text(), null, 1 + random.nextInt(LENGTH_MAX / 4), random.nextDouble(), null, false);
    }

    Broken corpus() {
        var way = way(Way.FIELDS_AT_LIMITS);
        return broken(way, goodText());
    }

    Broken prompt() {
        var way = way(null);
        return broken(way, goodPrompt());
    }

    /** The large and slow ones are rare. */
    private Way way(Way never) {
        while (true) {
            var way = pick(Way.values());
            boolean rare = Arrays.asList(LARGE).contains(way);
            if (way != never && (!rare || random.nextInt(way == Way.LONG_LINE ? 150 : 40) == 0)) {
                return way;
            }
        }
    }

    private Broken broken(Way way, byte[] good) {
        byte[] key = random.nextInt(4) == 0 ? utf8(pick("a", "b", "s1", "Ω")) : null;
        return switch (way) {
            case CUT_SHORT -> new Broken(way, key, Arrays.copyOf(good, random.nextInt(good.length)));
            case BITS_FLIPPED -> new Broken(way, key, flipped(good));
            case UNKNOWN_SCHEMA_ID -> new Broken(way, key, unknownId());
            case WRONG_SCHEMA_ID ->
                new Broken(
                        way,
                        key,
                        Datum.framed(pick(ids.others().toArray(Integer[]::new)))
                                .text(text())
                                .bytes());
            case ANOTHER_RECORD -> new Broken(way, key, anotherRecord());
            case LENGTH_THAT_LIES -> new Broken(way, key, lengthThatLies());
            case BYTES_TOO_MANY -> new Broken(way, key, join(framed(text()), bytes(1 + random.nextInt(20))));
            case ZEROS -> new Broken(way, key, new byte[upTo(LARGEST)]);
            case EMPTY -> new Broken(way, key, new byte[0]);
            case NULL -> new Broken(way, key, null);
            case LONE_SURROGATE -> new Broken(way, key, with(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}));
            case OVERLONG ->
                new Broken(
                        way,
                        key,
                        with(pick(
                                new byte[] {(byte) 0xC0, (byte) 0x80},
                                new byte[] {(byte) 0xE0, (byte) 0x80, (byte) 0xAF},
                                new byte[] {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0xAF})));
            case CONTROL_CHARACTERS -> new Broken(way, key, controls());
            case RANDOM_BYTES -> new Broken(way, key, bytes(random.nextInt(300)));
            case LONG_LINE -> new Broken(way, key, longLine());
            case COLLECTIONS_OF_NOTHING -> new Broken(way, key, collections());
            case DEEP_RECURSION -> new Broken(way, key, recursion());
            case LARGE_KEY ->
                new Broken(way, bytes(large(LARGEST - good.length)), random.nextBoolean() ? good : flipped(good));
            case LARGE_HEADERS ->
                new Broken(way, key, random.nextBoolean() ? good : flipped(good), large(LARGEST - 2000));
            case NO_TIMESTAMP -> new Broken(way, key, random.nextBoolean() ? good : flipped(good));
            case FIELDS_AT_LIMITS -> new Broken(way, key, fields());
        };
    }

    private byte[] flipped(byte[] good) {
        byte[] flipped = good.clone();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private byte[] unknownId() {
        int id = pick(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 10_000 + random.nextInt(1_000_000));
        return Datum.framed(id).text(text()).bytes();
    }

    private byte[] anotherRecord() {
        return random.nextBoolean()
                ? prompt("id", text(), null, 1, 1, 1L, true)
                : Datum.framed(ids.corpusText()).text(text()).bytes();
    }

    private byte[] lengthThatLies() {
        byte[] text = utf8(text());
        long length = pick(
                (long) text.length + 1,
                text.length - 1L,
                (long) Integer.MAX_VALUE,
                Integer.MAX_VALUE + 1L,
                1L << 40,
                -1L,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                (long) random.nextInt());
        return Datum.framed(pick(ids.corpusText(), ids.prompt()))
                .number(length)
                .raw(text)
                .bytes();
    }

    /** Somewhere in a text, plain or Avro. */
    private byte[] with(byte[] bad) {
        byte[] bytes = join(utf8(text()), join(bad, utf8(text())));
        return random.nextBoolean()
                ? bytes
                : Datum.framed(ids.corpusText()).text(bytes).bytes();
    }

    private byte[] controls() {
        byte[] bytes = utf8(text());
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] > 0 && random.nextInt(3) == 0) {
                bytes[i] = (byte) random.nextInt(0x20);
            }
        }
        return bytes;
    }

    /** 900 KB, every other one with its last byte broken. */
    private byte[] longLine() {
        byte[] line = new byte[900_000];
        Arrays.fill(line, (byte) 'x');
        for (int i = 0; i < line.length; i += 1 + random.nextInt(9)) {
            line[i] = (byte) ('a' + random.nextInt(26));
        }
        if (random.nextBoolean()) {
            line[line.length - 1] = (byte) 0xC3;
        }
        return line;
    }

    /** Blocks of up to two thousand million nulls, in a few bytes each, for an array that a reader skips. */
    private byte[] collections() {
        long block = pick(1L, 9_999L, 1_000_000L, (long) Integer.MAX_VALUE, Long.MAX_VALUE);
        var datum = Datum.framed(ids.collections());
        for (int i = 0; i < 10_000; i++) {
            datum.number(block);
        }
        return datum.number(0).text(text()).bytes();
    }

    /** A chain of three hundred thousand links. */
    private byte[] recursion() {
        var datum = Datum.framed(ids.recursion());
        for (int i = 0; i < 300_000; i++) {
            datum.number(1);
        }
        return datum.number(0).text(text()).bytes();
    }

    private byte[] fields() {
        // One of the three may fill the record.
        int huge = random.nextInt(9);
        String filling = huge < 3 ? "x".repeat(large(LARGEST - 5000)) : "";
        return prompt(
                huge == 0 ? filling : pick(null, null, "", "p", "x".repeat(1000), "x".repeat(1001), "\u0000"),
                huge == 1
                        ? filling
                        : pick(
                                text(),
                                text(),
                                "",
                                "x".repeat(TEXT_MAX),
                                "x".repeat(TEXT_MAX + 1),
                                "🦊".repeat(TEXT_MAX)),
                huge == 2
                        ? filling
                        : pick(
                                null,
                                null,
                                null,
                                "default",
                                "nobody",
                                "",
                                "a/b",
                                "../x",
                                "default/manifest/0",
                                "\u0000",
                                "m".repeat(100),
                                "m".repeat(101)),
                pick(1, 2, LENGTH_MAX, LENGTH_MAX, LENGTH_MAX + 1, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE),
                pick(
                        0.0,
                        -0.0,
                        0.8,
                        1.0,
                        Double.MIN_VALUE,
                        100.0,
                        100.0000001,
                        -1e-300,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.MAX_VALUE),
                pick(null, 0L, 1L, Long.MIN_VALUE, Long.MAX_VALUE),
                random.nextInt(4) == 0);
    }

    private byte[] prompt(
            String id, String text, String model, int length, double temperature, Long seed, boolean reset) {
        var datum = Datum.framed(ids.prompt())
                .optional(id)
                .text(text)
                .optional(model)
                .number(length)
                .real(temperature);
        if (seed == null) {
            datum.number(0);
        } else {
            datum.number(1).number(seed);
        }
        return datum.flag(reset).bytes();
    }

    private byte[] framed(String text) {
        return Datum.framed(ids.corpusText()).text(text).bytes();
    }

    /** Up to so much, every order of magnitude as likely as another. */
    private int upTo(int most) {
        return (int) Math.exp(random.nextDouble() * Math.log(most));
    }

    /** As large as may be, or of any size. */
    private int large(int most) {
        return random.nextBoolean() ? most : upTo(most);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @SafeVarargs
    private <T> T pick(T... some) {
        return some[random.nextInt(some.length)];
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
