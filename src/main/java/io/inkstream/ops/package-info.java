/**
 * What an operator sees: health, metrics and the web dashboard. Reads topics, stores and figures; never the processors' insides.
 */
package io.inkstream.ops;
