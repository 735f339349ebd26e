/**
 * Races: each implementation of the network in a JVM of its own, on the same weights and batches, their turns interleaved, and the standings.
 */
package io.inkstream.bench.speed;
