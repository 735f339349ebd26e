package io.inkstream.client;

import java.util.Optional;

/** A generator answered a prompt with an error. The message is the generator's: field, value and what was expected. */
public final class PromptRefusedException extends RuntimeException {

    private final String field;

    PromptRefusedException(String field, String error) {
        super(error);
        this.field = field;
    }

    /** The field of the prompt, or the key of the generator's configuration, that the error is about. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }
}
