package io.inkstream.learn;

import io.inkstream.mixture.Forecast;
import io.inkstream.mixture.Mixture;
import io.inkstream.mixture.TextContext;
import io.inkstream.model.Parameters;
import io.inkstream.model.Symbols;
import io.inkstream.model.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A mixture that has counted the text of a round, in its order, and learned nothing else of it.
 *
 * @param mixture empty: the model has none
 * @param before where the text stands before its last character; null without a mixture
 * @param end where it stands behind that
 */
record Counted(Optional<Mixture> mixture, TextContext before, TextContext end) {

    /**
     * @param common what {@link Learner#tensors} gave when the round began
     * @param text of the whole round and the character behind it, ids as unsigned bytes
     * @param isFirst whether it is the model's first round, whose first character was not counted with a round before
     */
    static Counted of(LearnerSettings settings, Map<String, INDArray> common, byte[] text, boolean isFirst) {
        if (!settings.mixture().exists()) {
            return new Counted(Optional.empty(), null, null);
        }
        var mixture = Parameters.named(common).mixture().orElseThrow();
        var symbols = Symbols.of(settings.vocabulary().size());
        int[] both = Tensors.ints(common.get(MixtureLearner.READING_TEXT));
        var place = TextContext.of(Arrays.copyOfRange(both, both.length / 2, both.length));
        var before = place;
        var forecast = new Forecast();
        for (int i = isFirst ? 0 : 1; i < text.length; i++) {
            before = i == text.length - 1 ? place.copy() : before;
            mixture.count(place, symbols.symbol(Byte.toUnsignedInt(text[i])), forecast);
        }
        return new Counted(Optional.of(mixture), before, place);
    }
}
