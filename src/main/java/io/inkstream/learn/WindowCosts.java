package io.inkstream.learn;

/**
 * What each character of a window, but for its first, cost a model before it was learned, in the order of the text.
 *
 * @param nats the negative logarithm of the probability that it had
 * @param expected what it was expected to cost before it came, the entropy of its prediction, in nats; NaN where that is not known
 */
public record WindowCosts(float[] nats, float[] expected) {}
