package io.inkstream.serde;

import java.util.Set;

/** The names of Inkstream's topics. Their settings are in the runtime room; what travels on them is in {@code schemas/}. */
public final class TopicNames {

    /** Text to learn from; key: the stream's name or null. */
    public static final String CORPUS = "corpus-in";

    /** The same text in the one order that each model learns it in; key: the model. */
    public static final String CORPUS_ORDERED = "corpus-ordered";

    /** Starts of texts to continue; key: the session or null. */
    public static final String PROMPTS = "prompts";

    /** Continuations; key: the prompt's. */
    public static final String GENERATED = "generated-text";

    /** Checkpoints in chunks, each with a manifest; key: the model and the part. */
    public static final String CHECKPOINTS = "model-checkpoints";

    /** How each model is learning; key: the model. */
    public static final String METRICS = "training-metrics";

    /** How surprising each record of {@link #CORPUS} was, where that is wanted; key: the model. */
    public static final String SCORES = "corpus-scores";

    /** What is new in {@link #CORPUS}, where records are scored; key: the model. */
    public static final String ALERTS = "corpus-alerts";

    /** What people say of those alerts; key: the model or anything. */
    public static final String FEEDBACK = "corpus-feedback";

    /** What is asked of a trainer: to forget text; key: the model. */
    public static final String REQUESTS = "model-requests";

    /** What shards are to learn of a model that is learned by many; key: the model. */
    public static final String ROUNDS = "model-rounds";

    /** What they learned; key: the model. */
    public static final String PARTS = "model-parts";

    /** What could not be used, as received, with the reason in its headers. */
    public static final String DEAD_LETTERS = "inkstream-dead-letters";

    /** All of them. */
    public static final Set<String> ALL = Set.of(
            CORPUS,
            CORPUS_ORDERED,
            PROMPTS,
            GENERATED,
            CHECKPOINTS,
            METRICS,
            SCORES,
            ALERTS,
            FEEDBACK,
            REQUESTS,
            ROUNDS,
            PARTS,
            DEAD_LETTERS);

    private TopicNames() {}
}
