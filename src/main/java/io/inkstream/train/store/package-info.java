/**
 * What a trainer's task keeps of each model: the text since its newest checkpoint, that checkpoint, what it missed and what it is to be without. All of
 * it is in Kafka's logged stores, under fixed keys, and changes in the transaction that commits the offsets.
 */
package io.inkstream.train.store;
