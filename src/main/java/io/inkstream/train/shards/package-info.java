/**
 * Shards of a model that is learned by many: what the trainer asks of them, what they learn on threads of their own, what they send back. They know nothing of the
 * model's trainer.
 */
package io.inkstream.train.shards;
