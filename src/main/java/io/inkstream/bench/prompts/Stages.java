package io.inkstream.bench.prompts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.schema.GeneratedText;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Where the time of replies goes, stage by stage, by the times that are in them and that of reading them: all clocks are one machine's. */
final class Stages {

    /** As keys of the result, in order: until a prompt's turn, its text read, its continuation written, the reply committed and received. */
    static final String QUEUE = "queue";

    static final String READ = "read";
    static final String WRITE = "write";
    static final String COMMIT = "commit";

    private final Map<String, Histogram> histograms = new LinkedHashMap<>(); // microseconds

    Stages() {
        for (String stage : new String[] {QUEUE, READ, WRITE, COMMIT}) {
            histograms.put(stage, new ConcurrentHistogram(PromptLoad.MOST_MICROS, 3));
        }
    }

    /** Takes a whole reply, or the last piece of one. */
    void add(GeneratedText reply, Instant received) {
        add(QUEUE, reply.getQueueMillis() * 1000);
        add(READ, reply.getPrefillMillis() * 1000);
        add(WRITE, reply.getGenerationMillis() * 1000);
        add(COMMIT, Duration.between(reply.getFinishedAt(), received).toNanos() / 1e3);
    }

    private void add(String stage, double micros) {
        histograms.get(stage).recordValue((long) Math.max(0, Math.min(PromptLoad.MOST_MICROS, micros)));
    }

    /** For each stage {@code p50Millis} and {@code p99Millis}. */
    ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        histograms.forEach((stage, histogram) -> json.set(stage, PromptMeasurement.percentiles(histogram)));
        return json;
    }
}
