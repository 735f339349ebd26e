package io.inkstream.bench.stand;

import java.util.SplittableRandom;

/** Sessions that are written side by side: each character is drawn from the softmax of the logits, and fed. */
final class SamplingWork implements Stand.Work {

    private static final int CHARACTERS = 16;

    private final Predictor predictor;
    private final int[][] text;
    private final SplittableRandom random = new SplittableRandom(1);
    private final int[] last;

    SamplingWork(Predictor predictor, Stand.Setup setup) {
        this.predictor = predictor;
        this.text = text(setup);
        this.last = text[0].clone();
    }

    /** Ids, {@code [time][session]}, the same for every implementation. */
    static int[][] text(Stand.Setup setup) {
        var size = setup.size();
        var one = new NetworkSize(size.nodes(), size.layers(), CHARACTERS, size.vocabulary(), setup.sessions());
        return Material.of(one).batches()[0];
    }

    @Override
    public String description() {
        return predictor.description();
    }

    @Override
    public double[] check(int count) {
        var figures = new double[count];
        for (int t = 0; t < count; t++) {
            figures[t] = surprise(predictor.predict(text[t]), text[t + 1]);
        }
        return figures;
    }

    /** Mean cross-entropy of the characters that follow, nats. */
    static double surprise(float[][] logits, int[] following) {
        double sum = 0;
        for (int session = 0; session < following.length; session++) {
            double all = 0;
            for (float logit : logits[session]) {
                all += Math.exp(logit);
            }
            sum += Math.log(all) - logits[session][following[session]];
        }
        return sum / following.length;
    }

    @Override
    public long run() {
        for (int i = 0; i < CHARACTERS; i++) {
            float[][] logits = predictor.predict(last);
            for (int session = 0; session < last.length; session++) {
                last[session] = draw(logits[session], random.nextDouble());
            }
        }
        return (long) CHARACTERS * last.length;
    }

    private static int draw(float[] logits, double uniform) {
        var weights = new double[logits.length];
        double sum = 0;
        for (int id = 0; id < weights.length; id++) {
            weights[id] = Math.exp(logits[id]);
            sum += weights[id];
        }
        double left = uniform * sum;
        int id = 0;
        while (id < weights.length - 1 && left >= weights[id]) {
            left -= weights[id++];
        }
        return id;
    }
}
