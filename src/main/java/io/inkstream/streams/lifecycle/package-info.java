/**
 * Starting and stopping one instance of a topology, and starting it again after what passes.
 */
package io.inkstream.streams.lifecycle;
