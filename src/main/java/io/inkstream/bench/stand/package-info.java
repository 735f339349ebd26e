/**
 * What runs in a JVM of its own while it is measured: one implementation of the network, on weights and batches drawn from a seed, ruled by lines on
 * standard input. Peers build on it, so beside our engines it knows the JDK alone.
 */
package io.inkstream.bench.stand;
