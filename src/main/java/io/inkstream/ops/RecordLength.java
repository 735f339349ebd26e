package io.inkstream.ops;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much text of each model there is in a record of a partition, on average of those that came lately: what tells from records that
 * wait how many characters wait. Where several models share a partition, each has its share.
 */
final class RecordLength {

    /** The weight of the newest record: about the last hundred count. */
    private static final double WEIGHT = 0.02;

    private final Map<Integer, Map<String, Double>> partitions = new ConcurrentHashMap<>();

    void add(int partition, String model, int characters) {
        var models = partitions.computeIfAbsent(partition, number -> new ConcurrentHashMap<>());
        boolean first = models.isEmpty();
        models.putIfAbsent(model, first ? (double) characters : 0.0);
        models.replaceAll((name, mean) -> mean + WEIGHT * ((name.equals(model) ? characters : 0) - mean));
    }

    /** Characters of this model in so many records of each partition. */
    double characters(String model, Map<Integer, Double> records) {
        return records.entrySet().stream()
                .mapToDouble(lag -> lag.getValue()
                        * partitions.getOrDefault(lag.getKey(), Map.of()).getOrDefault(model, 0.0))
                .sum();
    }
}
