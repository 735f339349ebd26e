/**
 * How new each record was to its model, and of which somebody is told. Takes what every character cost before it was learned from; knows neither the
 * network nor Kafka's stores. The same costs in the same order give the same scores and alerts, and all that it remembers is part of the checkpoint.
 */
package io.inkstream.train.novelty;
