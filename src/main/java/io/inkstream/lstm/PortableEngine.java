package io.inkstream.lstm;

/**
 * The network of {@link Nd4jEngine} in float32 and in Java alone. Threads share out lanes, and then elements of the gradients; each
 * element is computed by one of them in an order that the sizes alone decide, in single operations that Java defines to the bit:
 * equal bits with any number of threads, and on every processor. With few lanes it is faster than {@link FastEngine}, whose BLAS is made
 * for large matrices; with many it is slower.
 */
final class PortableEngine extends FloatEngine {

    /** @param threads that compute, the caller among them; at least 1 */
    PortableEngine(int threads) {
        super(threads);
    }

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public boolean isPortable() {
        return true;
    }

    @Override
    Step step(NetworkShape shape, int batch, int capacity, Crew crew) {
        return new RowTraining(shape, batch, capacity, crew);
    }
}
