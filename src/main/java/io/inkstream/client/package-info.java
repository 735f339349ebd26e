/**
 * A client of Inkstream's topics: {@link io.inkstream.client.InkstreamClient} asks prompts and follows their replies,
 * {@link io.inkstream.client.CorpusSender} sends text to learn from. It is an artifact of its own, {@code inkstream-client}, which needs
 * the Kafka clients and Avro alone; the command line and the gateway ask with the same classes.
 */
package io.inkstream.client;
