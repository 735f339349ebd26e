/**
 * What stands on {@code corpus-in} and {@code corpus-ordered}: which text a record has, which model it feeds, what is held out or left out, and the
 * headers that say so. Knows Kafka's records, no model and no store. The same record gives the same slices and headers each time, except where thinning
 * looks at the clock, and what thinning decides is written down.
 */
package io.inkstream.train.corpus;
