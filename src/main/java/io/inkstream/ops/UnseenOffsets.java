package io.inkstream.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what was removed from a topic before it was read, as {@code inkstream_..._unseen_offsets_total}. */
final class UnseenOffsets {

    private UnseenOffsets() {}

    /** @param topology {@code train} or {@code generate} */
    static Counter of(MeterRegistry registry, String topology, String topic) {
        return Counter.builder("inkstream." + topology + ".unseen.offsets")
                .description("Offsets that were deleted, by retention or otherwise, before they were read.")
                .tag("topic", topic)
                .register(registry);
    }
}
