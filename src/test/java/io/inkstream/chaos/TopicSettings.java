package io.inkstream.chaos;

import java.time.Duration;
import java.util.Map;

/** Settings of every topic of the application are changed while it works: none that makes the broker refuse what is sent. */
record TopicSettings() implements Fault {

    private static final Map<String, String[]> CHOICES = Map.of(
            "compression.type", new String[] {"producer", "gzip", "zstd", "uncompressed"},
            "message.timestamp.type", new String[] {"CreateTime", "LogAppendTime"},
            "segment.bytes", new String[] {"1048576", "10485760"},
            "segment.ms", new String[] {"1000", "604800000"});

    @Override
    public String label() {
        return "settings of the topics changed";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        var keys = CHOICES.keySet().stream().sorted().toList();
        String key = keys.get(bench.random().nextInt(keys.size()));
        var choices = CHOICES.get(key);
        bench.laboratory()
                .topics()
                .alter(bench.work().topics(), key, choices[bench.random().nextInt(choices.length)]);
        bench.stock();
        return bench.awaitGoingOn(System.nanoTime());
    }
}
