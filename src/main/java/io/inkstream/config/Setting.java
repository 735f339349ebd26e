package io.inkstream.config;

/**
 * One key of the effective configuration.
 *
 * @param value as it would be written in a file; {@code ********} if it is secret
 * @param source where it was set: {@code --set}, {@code environment INKSTREAM_NODES}, {@code file x.properties},
 *     {@code profile stream} or {@code default}
 */
public record Setting(String key, String value, String source, boolean secret) {}
