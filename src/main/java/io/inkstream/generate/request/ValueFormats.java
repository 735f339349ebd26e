package io.inkstream.generate.request;

/**
 * How values are written where a record's headers do not say.
 *
 * @param jsonPrompts whether a prompt that is not Avro is a JSON object, instead of a text with every default
 * @param jsonReplies whether replies are JSON, instead of Avro
 */
public record ValueFormats(boolean jsonPrompts, boolean jsonReplies) {

    /** Prompts are texts, replies Avro. */
    public static final ValueFormats USUAL = new ValueFormats(false, false);
}
