/**
 * Bytes on topics: Avro under the Confluent wire format and registry protocol, plain text, and dead letters. Knows Avro and the
 * Kafka clients.
 */
package io.inkstream.serde;
