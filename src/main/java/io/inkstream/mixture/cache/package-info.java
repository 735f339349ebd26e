/**
 * A session's cache language model, from its own text alone: what a text that adapts has beside the mixture.
 */
package io.inkstream.mixture.cache;
