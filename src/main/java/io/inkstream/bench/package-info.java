/**
 * Benchmarks. Here is what they share: who is told how one goes, where it ran, figures of rounds, and the models that are measured. A package below is one
 * benchmark or a family of them; commands print what they measured.
 */
package io.inkstream.bench;
