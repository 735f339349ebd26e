/**
 * The trainer topology: text in, training reports and checkpoints out. Here are its processors and what they send; the packages below it know
 * neither them nor each other, but for what stands lower: {@code store}, {@code forget}, {@code verify}, {@code loop}, {@code novelty}, {@code corpus}.
 */
package io.inkstream.train;
