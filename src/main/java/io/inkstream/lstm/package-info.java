/**
 * The character LSTM: weights, state, forward, backward, clipping, optimizers, sampling, perplexity. Knows text and ND4J.
 */
package io.inkstream.lstm;
