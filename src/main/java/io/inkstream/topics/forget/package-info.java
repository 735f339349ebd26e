/**
 * Text that a model is to forget, from outside the trainer: found on {@code corpus-ordered} by what it is called, asked for on {@code model-requests}, and
 * looked for on {@code model-checkpoints} until the model is without it.
 */
package io.inkstream.topics.forget;
