package io.inkstream.config;

/**
 * The configuration's keys under one name. Each is declared in the file of its group: name, type, range, importance, default or value
 * in each profile, what a checkpoint records of it, and meaning. All else is made from that: the documentation, messages, {@code config}.
 */
public interface Keys extends ConnectionKeys, ModelKeys, LearningKeys, PromptKeys, ServerKeys {

    /** What follows this prefix goes to the Kafka clients and Kafka Streams as it is. */
    String KAFKA_PREFIX = "kafka.";
}
