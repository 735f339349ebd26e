package io.inkstream.lstm;

final class FastEngineTest extends FloatEngineContract {

    @Override
    Engine engine(int threads) {
        return new FastEngine(threads);
    }
}
