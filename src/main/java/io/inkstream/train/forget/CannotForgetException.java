package io.inkstream.train.forget;

/** Text cannot be taken out of a model: what is needed to learn it again without is gone. */
final class CannotForgetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotForgetException(String reason) {
        super(reason);
    }
}
