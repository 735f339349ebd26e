package io.inkstream.mixture;

import java.util.List;
import java.util.Map;

/**
 * Makes one of what shards have learned of whom to believe, each beginning from the same. How often a mixer's set of weights was used adds up. The set of weights moves by the mean of how
 * far the shards moved it, each counting as often as it used the set; anything else by the mean over the shards that moved it. Sums are in the order of
 * the shards, in double.
 */
final class Merging {

    private static final String LEARNED = "/learned";
    private static final String WEIGHTS = "/weights";
    private static final String SEEN = "seen";

    private Merging() {}

    /**
     * @param common what they began with; overwritten with what comes of them
     * @param shards arrays of the same names and lengths
     */
    static void merge(Map<String, float[]> common, List<Map<String, float[]>> shards) {
        common.forEach((name, array) -> {
            var those = shards.stream().map(shard -> shard.get(name)).toList();
            String sets = name.endsWith(WEIGHTS) ? name.substring(0, name.length() - WEIGHTS.length()) + LEARNED : "";
            if (common.containsKey(sets)) {
                // Before the numbers of uses are: weights stand before them.
                byUse(
                        array,
                        those,
                        common.get(sets),
                        shards.stream().map(shard -> shard.get(sets)).toList());
            } else if (name.endsWith(LEARNED)) {
                added(array, those);
            } else if (name.endsWith(SEEN)) {
                most(array, those);
            } else {
                moved(array, those);
            }
        });
    }

    private static void added(float[] common, List<float[]> shards) {
        for (int i = 0; i < common.length; i++) {
            double sum = 0;
            for (float[] shard : shards) {
                sum += (double) shard[i] - common[i];
            }
            common[i] = (float) (common[i] + sum);
        }
    }

    /** Such counts end at a horizon, beyond which a sum would be. */
    private static void most(float[] common, List<float[]> shards) {
        for (float[] shard : shards) {
            for (int i = 0; i < common.length; i++) {
                common[i] = Math.max(common[i], shard[i]);
            }
        }
    }

    private static void moved(float[] common, List<float[]> shards) {
        for (int i = 0; i < common.length; i++) {
            double sum = 0;
            int movers = 0;
            for (float[] shard : shards) {
                double by = (double) shard[i] - common[i];
                sum += by;
                movers += by == 0 ? 0 : 1;
            }
            common[i] = movers == 0 ? common[i] : (float) (common[i] + sum / movers);
        }
    }

    private static void byUse(float[] common, List<float[]> shards, float[] used, List<float[]> usedByShards) {
        int width = common.length / used.length;
        for (int i = 0; i < common.length; i++) {
            double sum = 0;
            double uses = 0;
            for (int shard = 0; shard < shards.size(); shard++) {
                double count = (double) usedByShards.get(shard)[i / width] - used[i / width];
                sum += count * ((double) shards.get(shard)[i] - common[i]);
                uses += count;
            }
            common[i] = uses == 0 ? common[i] : (float) (common[i] + sum / uses);
        }
    }
}
