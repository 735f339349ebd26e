/** How much a model gives away of what it read: secrets that are put into a text, learned, and forgotten again. */
package io.inkstream.bench.canaries;
