/**
 * The arithmetic of the network: forward, backward and prediction, the same bits whatever the number of threads.
 */
package io.inkstream.engine;
