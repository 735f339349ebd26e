/**
 * How a model writes: a character drawn from its distribution, a text, a batch of texts.
 */
package io.inkstream.write;
