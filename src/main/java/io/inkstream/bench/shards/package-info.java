/** What it gives, and costs, to share the text of one model out among many learners. */
package io.inkstream.bench.shards;
