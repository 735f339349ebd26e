/** How well a model writes: what it wrote, held beside the text that it learned and beside more of that text. */
package io.inkstream.bench.writing;
