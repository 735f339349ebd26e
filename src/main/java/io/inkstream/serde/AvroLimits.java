package io.inkstream.serde;

/**
 * What Avro may take from a length that stands in a record, before it has seen so many bytes. Its own limits are 2 GiB each, in
 * system properties that it reads once, when the first record is read: so this comes first, and what somebody has set stays.
 */
public final class AvroLimits {

    private static final String PREFIX = "org.apache.avro.limits.";

    /** Bytes of a string or a sequence of bytes: Kafka's largest record by default, 1,048,588 bytes, cannot hold a longer one. */
    static final int TEXT_BYTES = 1 << 20;

    /**
     * Items of an array or a map: no record can hold more, since ours have a byte at least. What is read has fewer by far, but who asks
     * for too many is to be told so, and for that the record must be read.
     */
    static final int ITEMS = TEXT_BYTES;

    private AvroLimits() {}

    /** Sets what nobody has set. Has no effect once a record was read in this JVM. */
    public static void set() {
        setUnlessSet("string.maxLength", TEXT_BYTES);
        setUnlessSet("bytes.maxLength", TEXT_BYTES);
        setUnlessSet("collectionItems.maxLength", ITEMS);
    }

    private static void setUnlessSet(String name, int limit) {
        if (System.getProperty(PREFIX + name) == null) {
            System.setProperty(PREFIX + name, Integer.toString(limit));
        }
    }
}
