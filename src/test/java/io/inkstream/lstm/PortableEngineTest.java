package io.inkstream.lstm;

final class PortableEngineTest extends FloatEngineContract {

    @Override
    Engine engine(int threads) {
        return new PortableEngine(threads);
    }
}
