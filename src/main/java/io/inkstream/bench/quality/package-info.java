/**
 * How many bits a text costs a model that learns it in one pass, what it costs when the text changes, and the picture of both.
 */
package io.inkstream.bench.quality;
