/** Finding foreign lines in a log by how surprising they are. */
package io.inkstream.bench.surprise;
