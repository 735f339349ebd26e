/**
 * The trainer topology: text in, training reports and checkpoints out.
 */
package io.inkstream.train;
