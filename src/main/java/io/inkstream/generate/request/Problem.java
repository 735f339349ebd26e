package io.inkstream.generate.request;

/**
 * Why a prompt cannot be answered.
 *
 * @param field the field of the prompt, or the key of the configuration, that it is about
 * @param message the field, what it must be, and what it is
 */
public record Problem(String field, String message) {}
