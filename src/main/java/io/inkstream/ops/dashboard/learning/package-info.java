/**
 * The pages of learning: reports as curves with no more points than a screen has, and the checkpoints that there are.
 */
package io.inkstream.ops.dashboard.learning;
