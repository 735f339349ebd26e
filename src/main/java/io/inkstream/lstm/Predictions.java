package io.inkstream.lstm;

import io.inkstream.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predictions as text for a reader. */
public final class Predictions {

    private Predictions() {}

    /**
     * Returns the likeliest character of each row, the lowest id of equals (the tutorial's {@code characters}); a byte that is no
     * whole character is U+FFFD.
     *
     * @param predictions probabilities or logits, {@code [batch][vocabulary]}
     * @throws IllegalArgumentException if there is not a column per character of the vocabulary
     */
    public static List<String> characters(Vocabulary vocabulary, INDArray predictions) {
        Tensors.requireShape("predictions", predictions, predictions.size(0), vocabulary.size());
        var characters = new ArrayList<String>();
        for (long row = 0; row < predictions.size(0); row++) {
            characters.add(vocabulary.decode(new byte[] {(byte) likeliest(Tensors.row(predictions, row))}));
        }
        return characters;
    }

    private static int likeliest(float[] row) {
        int best = 0;
        for (int id = 1; id < row.length; id++) {
            if (row[id] > row[best]) {
                best = id;
            }
        }
        return best;
    }
}
