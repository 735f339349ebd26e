/**
 * Exponential and logarithm in single operations of float32, in one order: the same bits on every JVM.
 */
package io.inkstream.mixture.math;
