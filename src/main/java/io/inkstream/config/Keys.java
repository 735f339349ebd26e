package io.inkstream.config;

/** The names of the configuration's keys. What each means, its type, range and default: {@link Configuration#definition()}. */
public final class Keys {

    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String APPLICATION_ID = "application.id";
    public static final String INSTANCE_ID = "instance.id";
    public static final String STATE_DIR = "state.dir";
    public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";

    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String BASIC_AUTH_CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    public static final String BASIC_AUTH_USER_INFO = "basic.auth.user.info";
    public static final String AUTO_REGISTER_SCHEMAS = "auto.register.schemas";
    public static final String USE_LATEST_VERSION = "use.latest.version";
    public static final String VALUE_SUBJECT_NAME_STRATEGY = "value.subject.name.strategy";
    public static final String VALUE_SERDE = "value.serde";

    public static final String REPLICATION_FACTOR = "replication.factor";
    public static final String CORPUS_PARTITIONS = "corpus.partitions";
    public static final String TRAINING_PARTITIONS = "training.partitions";
    public static final String PROMPTS_PARTITIONS = "prompts.partitions";

    public static final String PROFILE = "profile";
    public static final String MODEL = "model";
    public static final String MODEL_BY = "model.by";
    public static final String MODELS_MAX = "models.max";
    public static final String VOCABULARY = "vocabulary";
    public static final String NODES = "nodes";
    public static final String LAYERS = "layers";
    public static final String FORGET_BIAS = "forget.bias";
    public static final String INITIAL_MEAN = "initial.mean";
    public static final String INITIAL_DEVIATION = "initial.deviation";
    public static final String INITIAL_WEIGHTS = "initial.weights";
    public static final String SEED = "seed";
    public static final String ENGINE = "engine";
    public static final String THREADS = "threads";

    public static final String BATCH_SIZE = "batch.size";
    public static final String SEGMENT_LENGTH = "segment.length";
    public static final String UNROLLINGS = "unrollings";
    public static final String OPTIMIZER = "optimizer";
    public static final String LEARNING_RATE = "learning.rate";
    public static final String LEARNING_RATE_SCHEDULE = "learning.rate.schedule";
    public static final String LEARNING_RATE_WARMUP = "learning.rate.warmup";
    public static final String LEARNING_RATE_DECAY = "learning.rate.decay";
    public static final String LEARNING_RATE_DECAY_EVERY = "learning.rate.decay.every";
    public static final String CLIP_NORM = "clip.norm";
    public static final String WEIGHT_DECAY = "weight.decay";
    public static final String STATE_RESET_WINDOWS = "state.reset.windows";
    public static final String MIXTURE_BITS = "mixture.bits";
    public static final String REPLAY_WINDOWS = "replay.windows";
    public static final String VALIDATION_CHARACTERS = "validation.characters";
    public static final String VALIDATION_SHARE = "validation.share";
    public static final String CORPUS_LINE_END = "corpus.line.end";
    public static final String CORPUS_FIELD = "corpus.field";
    public static final String CORPUS_SCORES = "corpus.scores";
    public static final String ALERTS_PER_DAY = "alerts.per.day";
    public static final String ALERTS_SHARE = "alerts.share";
    public static final String ALERTS_TEXT = "alerts.text";
    public static final String SLICE_CHARACTERS = "slice.characters";

    public static final String REPORT_EVERY = "report.every";
    public static final String SAMPLES_EVERY = "samples.every";
    public static final String SAMPLE_COUNT = "sample.count";
    public static final String SAMPLE_LENGTH = "sample.length";
    public static final String CHECKPOINT_EVERY = "checkpoint.every";
    public static final String CHECKPOINT_KEEP = "checkpoint.keep";
    public static final String CHECKPOINT_KEEP_EVERY = "checkpoint.keep.every";

    public static final String APPLICATION_SERVER = "application.server";
    public static final String SESSION_TTL_MS = "session.ttl.ms";
    public static final String SESSION_STORE = "session.store";
    public static final String IDEMPOTENCY_TTL_MS = "idempotency.ttl.ms";
    public static final String STATE_MEMORY_BYTES = "state.memory.bytes";
    public static final String MODEL_PIN = "model.pin";
    public static final String MODEL_SHADOW = "model.shadow";
    public static final String REPLY_TOPICS = "reply.topics";
    public static final String PROMPTS_FORMAT = "prompts.format";
    public static final String REPLIES_FORMAT = "replies.format";
    public static final String PROMPT_LENGTH_MAX = "prompt.length.max";
    public static final String PROMPT_TEXT_MAX = "prompt.text.max";
    public static final String PROMPTS_PENDING_MAX = "prompts.pending.max";
    public static final String PROMPTS_WHEN_FULL = "prompts.when.full";
    public static final String PROMPTS_BATCH_MAX = "prompts.batch.max";

    public static final String HTTP_HOST = "http.host";
    public static final String HTTP_HOSTS = "http.hosts";
    public static final String HTTP_PORT = "http.port";
    public static final String HTTP_TLS_CERTIFICATE = "http.tls.certificate";
    public static final String HTTP_TLS_KEY = "http.tls.key";
    public static final String HTTP_TLS_KEY_PASSWORD = "http.tls.key.password";
    public static final String HTTP_TLS_CLIENT_CA = "http.tls.client.ca";
    public static final String HTTP_TLS_CA = "http.tls.ca";
    public static final String DASHBOARD_PORT = "dashboard.port";
    public static final String DASHBOARD_INSTANCES = "dashboard.instances";
    public static final String METRICS_KAFKA = "metrics.kafka";
    public static final String STUCK_AFTER_MS = "stuck.after.ms";

    public static final String GATEWAY_HOST = "gateway.host";
    public static final String GATEWAY_HOSTS = "gateway.hosts";
    public static final String GATEWAY_PORT = "gateway.port";
    public static final String GATEWAY_TLS_CERTIFICATE = "gateway.tls.certificate";
    public static final String GATEWAY_TLS_KEY = "gateway.tls.key";
    public static final String GATEWAY_TLS_KEY_PASSWORD = "gateway.tls.key.password";
    public static final String GATEWAY_TLS_CLIENT_CA = "gateway.tls.client.ca";
    public static final String GATEWAY_TOKEN = "gateway.token";
    public static final String GATEWAY_CORS_ORIGINS = "gateway.cors.origins";
    public static final String GATEWAY_CHAT_TEMPLATE = "gateway.chat.template";
    public static final String GATEWAY_MODEL_ALIASES = "gateway.model.aliases";
    public static final String GATEWAY_DRAIN_MS = "gateway.drain.ms";
    public static final String GATEWAY_BODY_MAX_BYTES = "gateway.body.max.bytes";
    public static final String GATEWAY_RATE = "gateway.rate";
    public static final String GATEWAY_REQUESTS_MAX = "gateway.requests.max";
    public static final String GATEWAY_TIMEOUT_MS = "gateway.timeout.ms";

    /** What precedes the keys of TLS of the servers at {@link #HTTP_HOST}. */
    public static final String HTTP_TLS_PREFIX = "http.tls.";

    /** What precedes the keys of the gateway's TLS. */
    public static final String GATEWAY_TLS_PREFIX = "gateway.tls.";

    /** What follows this prefix goes to the Kafka clients and Kafka Streams as it is. */
    public static final String KAFKA_PREFIX = "kafka.";

    private Keys() {}
}
