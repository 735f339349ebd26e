package io.inkstream.bench.novelty;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Draws the parts of a line that vary: numbers, addresses, names, paths. Some come again and again, as those of a system's few hosts and users
 * do, others are new each time.
 */
final class Variables {

    private static final List<String> SYLLABLES = List.of(
            "al", "an", "ar", "be", "cor", "da", "dor", "el", "en", "fi", "ga", "hel", "in", "ka", "lo", "mar", "net",
            "ol", "pra", "qui", "ra", "sta", "sy", "ta", "tri", "ul", "ver", "wo", "xen", "zor");

    private static final int HOSTS = 40;
    private static final int WORDS = 60;
    private static final int PATHS = 120;
    private static final int USERS = 25;

    private final Random random;
    private final String[] words = new String[WORDS];
    private final String[] hosts = new String[HOSTS];
    private final String[] hostnames = new String[HOSTS];
    private final String[] users = new String[USERS];
    private final String[] paths = new String[PATHS];

    Variables(Random random) {
        this.random = random;
        fill(words, this::newWord);
        fill(hosts, () -> "10." + below(4) + "." + below(256) + "." + below(256));
        fill(hostnames, () -> newWord() + below(100) + "." + often(words) + ".example");
        fill(users, this::newWord);
        fill(paths, this::newPath);
    }

    private interface Draw {
        String one();
    }

    private static void fill(String[] pool, Draw draw) {
        for (int i = 0; i < pool.length; i++) {
            pool[i] = draw.one();
        }
    }

    /** @throws IllegalArgumentException if there is no such type */
    String draw(String type) {
        return switch (type) {
            case "small" -> Integer.toString(below(100) / (1 + below(10)));
            case "int" -> Integer.toString(below(powerOfTen(2 + below(5))));
            case "size" -> Long.toString(random.nextInt(1 << 30) + 1_000_000L);
            case "long" -> (random.nextInt(4) == 0 ? "-" : "") + (random.nextLong() >>> 1);
            case "port" -> Integer.toString(1024 + below(64_000));
            case "hex2" -> hex(2);
            case "hex4" -> hex(4);
            case "hex8" -> hex(8);
            case "hex16" -> hex(16);
            case "uuid" -> String.join("-", hex(8), hex(4), hex(4), hex(4), hex(12));
            case "mac" -> String.join(":", hex(2), hex(2), hex(2), hex(2), hex(2), hex(2));
            case "base64" -> base64();
            case "letter" -> Character.toString('a' + below(8));
            case "ip" -> below(3) == 0 ? often(hosts) : newAddress();
            case "host" -> often(hosts);
            case "hostname" -> often(hostnames);
            case "user" -> often(users);
            case "name" -> below(2) == 0 ? often(users) : newWord();
            case "word" -> often(words);
            case "path" -> below(3) == 0 ? newPath() : often(paths);
            case "package" -> "com." + often(words) + "." + often(words);
            default ->
                throw new IllegalArgumentException("a variable's type must be one of those that are drawn: " + type);
        };
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private static int powerOfTen(int digits) {
        int power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }

    /** The first ones of a pool more often than the last. */
    private String often(String[] pool) {
        double place = random.nextDouble();
        return pool[(int) (place * place * pool.length)];
    }

    private String hex(int digits) {
        return String.format(Locale.ROOT, "%016x", random.nextLong()).substring(0, digits);
    }

    private String base64() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private String newAddress() {
        return (1 + below(223)) + "." + below(256) + "." + below(256) + "." + below(256);
    }

    private String newWord() {
        var word = new StringBuilder();
        for (int syllables = 2 + below(2); syllables > 0; syllables--) {
            word.append(SYLLABLES.get(below(SYLLABLES.size())));
        }
        return word.toString();
    }

    private String newPath() {
        var path = new StringBuilder();
        for (int parts = 2 + below(3); parts > 0; parts--) {
            path.append('/').append(often(words));
        }
        return below(2) == 0 ? path.toString() : path + "/part-" + below(100_000);
    }
}
