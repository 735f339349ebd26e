package io.inkstream.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.regex.Pattern;

/** Lets of Kafka's several hundred figures through what Prometheus can have, under names that it can have. */
final class KafkaNames implements MeterFilter {

    private static final String PREFIX = "kafka.";

    /** Durations in Kafka's and the JVM's own units have no place beside seconds, and most of them are there as rates as well. */
    private static final Pattern NO_BASE_UNIT =
            Pattern.compile(".*[.-](ns|ms)([.-].*)?|process\\.cpu\\.time|system\\.cpu\\.count");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return NO_BASE_UNIT.matcher(id.getName()).matches() ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    /** A figure without a text is given one. */
    @Override
    public Meter.Id map(Meter.Id id) {
        boolean described = id.getDescription() != null && !id.getDescription().isBlank();
        return described || !id.getName().startsWith(PREFIX)
                ? id
                : new Meter.Id(
                        id.getName(),
                        Tags.of(id.getTagsAsIterable()),
                        id.getBaseUnit(),
                        "A figure of Kafka's client.",
                        id.getType());
    }

    /** Prometheus' names; one that would end like a part of a histogram ends otherwise. */
    static final class Convention extends PrometheusNamingConvention {
        @Override
        public String name(String name, Meter.Type type, String baseUnit) {
            String given = super.name(name, type, baseUnit);
            return name.startsWith(PREFIX) && given.endsWith("_count") ? given.replaceAll("_count$", "_number") : given;
        }
    }
}
