/**
 * Learns a stretch of a model's text again and compares each checkpoint, score and alert with what was published. Reads text and checkpoints through its
 * arguments, wherever they come from, and writes nothing.
 */
package io.inkstream.train.verify;
