package io.inkstream.learn;

import io.inkstream.mixture.Mixture;
import io.inkstream.model.MixtureTensors;
import io.inkstream.model.Parameters;
import io.inkstream.model.Tensors;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes one model of what shards learned in a round. Weights and the optimizer's slots are means (federated averaging, McMahan et al. 2017; in rounds of many
 * steps, Douillard et al. 2023, "DiLoCo"). The mixture's lists are those of one that counted all of the text in its order; whom to believe is merged. Carried states are
 * the last shard's, for the text goes on behind its part.
 */
final class Combination {

    private Combination() {}

    /**
     * @param counted the mixture as it stood when the round began, with the round's text counted; overwritten
     * @param parts one of each shard, in their order
     * @return what a learner goes on from ({@link Learner#restore})
     */
    static Map<String, INDArray> of(LearnerSettings settings, Counted counted, List<Part> parts) {
        var last = parts.get(parts.size() - 1).tensors();
        var combined = new LinkedHashMap<>(last);
        var weights = new HashSet<>(
                Parameters.zeros(settings.shape().withoutMixture()).named().keySet());
        String slots = settings.optimizer().algorithm() + "/";
        for (String name : last.keySet()) {
            if (weights.contains(name) || name.startsWith(slots)) {
                var arrays = parts.stream().map(part -> part.tensors().get(name));
                combined.put(name, mean(arrays.toList()));
            }
        }
        counted.mixture().ifPresent(mixture -> {
            combined.putAll(merged(mixture, parts));
            combined.put(MixtureLearner.READING_TEXT, Nd4j.createFromArray(new int[][] {
                counted.before().toInts(), counted.end().toInts()
            }));
        });
        return combined;
    }

    private static Map<String, INDArray> merged(Mixture mixture, List<Part> parts) {
        mixture.merge(parts.stream()
                .map(part -> MixtureTensors.arrays("", part.tensors()))
                .toList());
        return MixtureTensors.of(mixture);
    }

    private static INDArray mean(List<INDArray> arrays) {
        var floats = arrays.stream().map(Tensors::floats).toList();
        float[] mean = new float[floats.get(0).length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (float[] each : floats) {
                sum += each[i];
            }
            mean[i] = (float) (sum / floats.size());
        }
        return Nd4j.create(mean, arrays.get(0).shape(), 'c');
    }
}
