/**
 * The training loop of one model: takes text, makes steps, and says when a report or a checkpoint is due. Knows the learner and no topic. What it does
 * depends on its checkpoint and its text alone, not on how the text was cut or how fast it came.
 */
package io.inkstream.train.loop;
