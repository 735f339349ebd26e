/**
 * A trainer process on Kafka against the same learner alone, in turns; and commands of this program as processes that benchmarks start and stop.
 */
package io.inkstream.bench.pipeline;
