/**
 * One instance of a topology: its settings, its Kafka clients, its local state, and its reset.
 */
package io.inkstream.streams;
