package io.inkstream.generate.request;

/** What a prompt may ask, as far as no configuration says so. Who writes prompts can check it before they do. */
public final class PromptLimits {

    /** Characters of an id: a reply carries it. */
    public static final int ID_MAX = 1000;

    /** Bytes of a key: a reply carries it, and a session is kept under it. */
    public static final int KEY_MAX_BYTES = 16 << 10;

    /** Bytes of a value: with key and a changelog's own bytes it stays below Kafka's largest record while it waits. */
    public static final int VALUE_MAX_BYTES = 1_000_000;

    /** Characters of a continuation, whatever {@code prompt.length.max} allows of them. */
    public static final int LENGTH_MAX = 200_000;

    public static final int COUNT_MAX = 16;
    public static final int LOGPROBS_MAX = 20;
    public static final int STOPS_MAX = 16;

    /** Characters of a stop text. */
    public static final int STOP_MAX = 100;

    /** Characters of an idempotency key. */
    public static final int IDEMPOTENCY_KEY_MAX = 255;

    private PromptLimits() {}
}
