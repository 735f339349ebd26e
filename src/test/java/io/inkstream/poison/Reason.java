package io.inkstream.poison;

import java.util.List;
import java.util.Map;

/** Why records became dead letters, in few words, and how many of each. */
enum Reason {
    KEY_TOO_LONG("key must be at most"),
    NO_VALUE("its value is null"),
    EMPTY("it is empty"),
    NOT_OUR_RECORD("expected one of the records"),
    ANOTHER_RECORD("Avro on "),
    NOT_AVRO("expected a schema of type AVRO"),
    UNKNOWN_SCHEMA_ID("expected a schema that the registry"),
    NEGATIVE_SCHEMA_ID("expected a schema id of 0 or more"),
    TOO_SHORT_FOR_AN_ID("at least 5 bytes"),
    CUT_SHORT("expected a whole"),
    BYTES_TOO_MANY("expected the value to end"),
    BEYOND_LIMITS("Cannot read "),
    LONGER_THAN_LIMITS("exceeds max"),
    NOT_UTF8("not UTF-8"),
    NOT_WHAT_ITS_SCHEMA_SAYS("found bytes that are none"),
    OTHER("");

    private final String sign;

    Reason(String sign) {
        this.sign = sign;
    }

    static Reason of(String message) {
        for (var reason : values()) {
            if (message.contains(reason.sign)) {
                return reason;
            }
        }
        throw new IllegalStateException("every message has the empty text in it");
    }

    /** @param counts by topic and reason */
    static void print(List<String> topics, Map<String, Integer> counts, List<Integer> used) {
        System.out.printf("%-26s %9s %9s%n", "", topics.get(0), topics.get(1));
        for (var reason : values()) {
            System.out.printf(
                    "%-26s %,9d %,9d%n",
                    reason.name().toLowerCase().replace('_', ' '),
                    counts.getOrDefault(topics.get(0) + reason, 0),
                    counts.getOrDefault(topics.get(1) + reason, 0));
        }
        System.out.printf("%-26s %,9d %,9d%n", "used or answered", used.get(0), used.get(1));
    }
}
