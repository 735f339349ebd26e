package io.inkstream.bench.stand;

/** Steps over the same batches again and again. */
final class TrainingWork implements Stand.Work {

    private final Trainee trainee;
    private final int[][][] batches;
    private int next;

    TrainingWork(Trainee trainee, Material material) {
        this.trainee = trainee;
        this.batches = material.batches();
    }

    @Override
    public String description() {
        return trainee.description();
    }

    @Override
    public double[] check(int count) {
        var losses = new double[count];
        for (int i = 0; i < count; i++) {
            losses[i] = trainee.step(turn());
        }
        return losses;
    }

    @Override
    public long run() {
        int[][] batch = turn();
        trainee.step(batch);
        return (batch.length - 1L) * batch[0].length;
    }

    private int[][] turn() {
        next = next == batches.length ? 0 : next;
        return batches[next++];
    }
}
