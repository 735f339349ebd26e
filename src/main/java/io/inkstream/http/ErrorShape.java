package io.inkstream.http;

/** What the body of an error is, as JSON. */
@FunctionalInterface
public interface ErrorShape {

    /** {@code {"error": "message"}}. */
    ErrorShape SENTENCE = refusal -> new Sentence(refusal.getMessage());

    Object body(Refusal refusal);

    /** The shape of a server that people ask. */
    record Sentence(String error) {}
}
