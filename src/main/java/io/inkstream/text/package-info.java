/**
 * Vocabularies and the windowed batch generator: how text becomes batches of character ids. Knows the JDK alone.
 */
package io.inkstream.text;
