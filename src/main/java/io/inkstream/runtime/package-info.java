/**
 * Configuration, topics, starting and stopping a topology.
 */
package io.inkstream.runtime;
