package io.inkstream.ops.dashboard.health;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A model that many learn, whose round has waited for parts too long. */
final class LateRound {

    private static final double LATE_SECONDS = 300;
    private static final String PREFIX = "inkstream_train_round_";
    private static final Pattern MISSING = Pattern.compile(PREFIX + "parts_missing\\{model=\"([^\"]+)\"}");

    private LateRound() {}

    /**
     * In one sentence; empty where there is none.
     *
     * @param figure the name of a figure, with its labels
     * @param parts its value
     * @param figures of the same instance
     */
    static Optional<String> of(String figure, double parts, Map<String, Double> figures) {
        var model = MISSING.matcher(figure);
        if (!model.matches() || parts == 0) {
            return Optional.empty();
        }
        String name = model.group(1);
        double seconds = figures.getOrDefault(PREFIX + "seconds{model=\"" + name + "\"}", 0.0);
        return seconds < LATE_SECONDS
                ? Optional.empty()
                : Optional.of(
                        ("Model %s waits for its shards: of the round that began %.0f s ago %.0f %s missing (%s); is there"
                                        + " a trainer that has them?")
                                .formatted(
                                        name,
                                        seconds,
                                        parts,
                                        parts == 1 ? "part is" : "parts are",
                                        shards(name, figures)));
    }

    private static String shards(String name, Map<String, Double> figures) {
        var shard = Pattern.compile(PREFIX + "part_missing\\{model=\"" + Pattern.quote(name) + "\",shard=\"(\\d+)\"}");
        return figures.keySet().stream()
                .map(shard::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .sorted()
                .map(number -> "shard " + number)
                .collect(Collectors.joining(", "));
    }
}
