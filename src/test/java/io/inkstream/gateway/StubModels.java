package io.inkstream.gateway;

import java.time.Instant;
import java.util.Map;

/** These models, without any Kafka. */
record StubModels(Map<String, Instant> models) implements ModelList {

    static final StubModels NONE = new StubModels(Map.of());

    @Override
    public void close() {}
}
