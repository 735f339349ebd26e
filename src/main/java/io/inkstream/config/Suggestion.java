package io.inkstream.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What was probably meant by a key that does not exist. */
final class Suggestion {

    private static final Set<String> KAFKA = Stream.of(
                    AdminClientConfig.configNames(),
                    ProducerConfig.configNames(),
                    ConsumerConfig.configNames(),
                    StreamsConfig.configDef().names())
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    /** Of the table of contexts that the mixture took the place of. */
    private static final Set<String> EARLIER = Set.of("context.length", "context.table.bits", "context.rate");

    private Suggestion() {}

    /** The key that exists and is nearest; a Kafka setting gets the prefix that it lacks. */
    static String nearest(String unknown, Collection<String> keys) {
        var normal = unknown.replaceAll("([a-z])([A-Z])", "$1.$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[_-]", ".");
        if (KAFKA.contains(normal) && !keys.contains(normal)) {
            return Keys.KAFKA_PREFIX + normal;
        }
        if (EARLIER.contains(normal)) {
            return Keys.MIXTURE_BITS + ", which took its place";
        }
        return keys.stream()
                .min(Comparator.<String>comparingInt(key -> distance(normal, key))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** How many characters must be inserted, removed or replaced to make one of the other (Levenshtein). */
    private static int distance(String from, String to) {
        var row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
