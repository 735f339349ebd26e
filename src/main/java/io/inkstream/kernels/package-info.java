/**
 * The loops that the network computes in, with explicit vectors or without, and the threads that share them out. Knows the JDK
 * alone.
 */
package io.inkstream.kernels;
