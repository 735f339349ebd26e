package io.inkstream.train.forget;

/** {@code corpus-ordered} does not reach back as far as its text is wanted: retention has taken some of it away. */
public final class TextGoneException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public TextGoneException(String reason) {
        super(reason);
    }
}
