/**
 * Exact unlearning: which records a model is to be without, and learning it again without them. Reads the history of a model through
 * {@link io.inkstream.train.forget.ModelHistory}. The result is, bit for bit, a model that never read those records.
 */
package io.inkstream.train.forget;
