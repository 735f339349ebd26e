/**
 * How a model learns: steps, optimizers, learning rates, rehearsal, and how well it predicts.
 */
package io.inkstream.learn;
