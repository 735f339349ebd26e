package io.inkstream.text;

/**
 * Text as character ids.
 *
 * @param ids one id per character of the vocabulary, as unsigned bytes; not copied
 * @param unexpected code points of the text that the vocabulary does not have and replaced
 */
public record Encoded(byte[] ids, long unexpected) {}
