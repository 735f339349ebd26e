package io.inkstream.ops.doctor;

import io.inkstream.config.Configuration;
import java.util.List;
import java.util.stream.Stream;

/** Looks everything over that Inkstream needs, and changes nothing. */
public final class Doctor {

    private Doctor() {}

    /** What was found, in the order in which one would mend it. */
    public static List<Finding> examine(Configuration configuration) {
        var registry = new RegistryLook(configuration);
        return Stream.of(
                        new MachineLook(configuration).findings(),
                        new BrokerLook(configuration).findings(),
                        registry.findings(),
                        registry.clock())
                .flatMap(List::stream)
                .toList();
    }
}
