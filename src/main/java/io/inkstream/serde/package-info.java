/**
 * Bytes on topics: the names of topics, Avro under the Confluent wire format, plain text. Knows Avro and the Kafka clients. {@code registry}
 * and {@code log} are below it, {@code json}, {@code deadletter} and {@code subjects} above.
 */
package io.inkstream.serde;
