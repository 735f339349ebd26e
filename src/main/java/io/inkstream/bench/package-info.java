/**
 * Benchmarks: each implementation of the network in a JVM of its own, on the same weights and batches, their turns interleaved.
 * What runs in those JVMs knows the JDK alone, so that peers can be there without the product's libraries.
 */
package io.inkstream.bench;
