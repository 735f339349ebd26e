/**
 * What the experts count with: tables of nodes with their lists of symbols, levels and rates that are learned, and maps from a state to a probability.
 * Of fixed size, in arrays that checkpoints save. Knows no context and no mixer.
 */
package io.inkstream.mixture.count;
