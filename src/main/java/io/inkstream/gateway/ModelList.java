package io.inkstream.gateway;

import io.inkstream.http.Refusal;
import java.time.Instant;
import java.util.Map;

/** The models that there are. For any number of threads. */
interface ModelList extends AutoCloseable {

    /**
     * When the newest checkpoint of each was published, by model.
     *
     * @throws Refusal if that cannot be known now
     */
    Map<String, Instant> models();

    @Override
    void close();
}
