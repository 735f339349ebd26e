package io.inkstream.runtime;

import static io.inkstream.runtime.Keys.*;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Every key with its type, default, range and meaning. No other place describes a key; the documentation is made from this. */
final class Definition {

    private static final Validator TRUE_OR_FALSE = Expect.anything("true or false");

    private final ConfigDef definition = new ConfigDef();
    private String group = "";
    private int order;

    private Definition() {}

    static ConfigDef create() {
        var all = new Definition();
        all.connections();
        all.registry();
        all.topics();
        all.model();
        all.learning();
        all.reports();
        all.prompts();
        all.gateway();
        all.operation();
        return all.definition;
    }

    private void connections() {
        group("Kafka");
        key(BOOTSTRAP_SERVERS, LIST, "localhost:9092", Expect.servers(), HIGH)
                .means("The Kafka brokers to connect to first. Other client settings, security included, go under"
                        + " the prefix kafka.");
        key(APPLICATION_ID, STRING, "inkstream", Expect.name(100), HIGH)
                .means("What the consumer groups, internal topics and transactions are named after: the trainer's"
                        + " group is this and -train, the generator's this and -generate. Another name starts with"
                        + " nothing learned.");
        key(INSTANCE_ID, STRING, "0", Expect.name(100), MEDIUM)
                .means(
                        "Names this running instance among those of the same application; no two may share it. A"
                                + " restart under the same name gets its work back without waiting for the session to time out.");
        key(STATE_DIR, STRING, "inkstream-data/state", Expect.path(), MEDIUM)
                .means("The folder of local state, relative to the working folder. What is lost there comes back"
                        + " from Kafka.");
        key(COMMIT_INTERVAL_MS, LONG, "100", Expect.wholeFrom(1, 5000), LOW)
                .means("Milliseconds between transactions. Smaller answers sooner, larger costs the brokers less; a"
                        + " transaction must end within the broker's 10 seconds.");
    }

    private void registry() {
        group("Schema registry");
        key(SCHEMA_REGISTRY_URL, LIST, "http://localhost:8081/apis/ccompat/v7", Expect.registries(), HIGH)
                .means("Where the registry answers the Confluent protocol: the root of a Confluent or Karapace"
                        + " registry, /apis/ccompat/v7 of an Apicurio registry.");
        key(BASIC_AUTH_CREDENTIALS_SOURCE, STRING, "", Expect.oneOf("", "URL", "USER_INFO"), LOW)
                .means("Where the registry's user and password are: in its URL, or in basic.auth.user.info. Nothing:"
                        + " no log-in, or as the URL says.");
        key(BASIC_AUTH_USER_INFO, PASSWORD, "", Expect.anything("user:password"), LOW)
                .means("The registry's user and password as user:password, where basic.auth.credentials.source is"
                        + " USER_INFO.");
        key(AUTO_REGISTER_SCHEMAS, BOOLEAN, "true", TRUE_OR_FALSE, MEDIUM)
                .means("Whether writing a record registers its schema. With false the schemas must be there.");
        key(USE_LATEST_VERSION, BOOLEAN, "false", TRUE_OR_FALSE, LOW)
                .means("Whether records are written with the subject's latest schema instead of ours, where nothing"
                        + " is registered.");
        key(VALUE_SUBJECT_NAME_STRATEGY, STRING, "", Expect.classNameOrNothing(), LOW)
                .means("How the subject of a value is named, as the Confluent serializers take it. Nothing: the"
                        + " serde's default, the topic's name and -value.");
        key(VALUE_SERDE, STRING, "io.inkstream.serde.AvroSerde", Expect.className(), LOW)
                .means("The class that reads and writes Avro values: ours, or Confluent's SpecificAvroSerde where"
                        + " its jar is there.");
    }

    private void topics() {
        group("Topics");
        key(REPLICATION_FACTOR, INT, "1", Expect.wholeFrom(1, 10), MEDIUM)
                .means("Copies of each topic, internal ones included. A cluster that matters wants 3.");
        key(CORPUS_PARTITIONS, INT, "1", Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Partitions of corpus-in, when it is created. Text keeps its order within a partition alone.");
        key(TRAINING_PARTITIONS, INT, "1", Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Partitions of corpus-ordered, when it is created: how many models can learn at the same"
                        + " time. 4 is sensible with model.by=key.");
        key(PROMPTS_PARTITIONS, INT, "1", Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Partitions of prompts and generated-text, when they are created: how many tasks can answer.");
    }

    private void model() {
        group("Model");
        key(
                        PROFILE,
                        STRING,
                        Profile.STREAM.toString(),
                        Expect.oneOf("seed", "stream", "stream-small", "stream-large"),
                        HIGH)
                .means(
                        "A set of defaults: stream for quality on any UTF-8 text, stream-small and stream-large where less or"
                                + " more time may be spent on a character, seed for the tutorial exactly.");
        key(MODEL, STRING, "default", Expect.name(100), MEDIUM)
                .means("The model's name with model.by=single, and the model of a prompt that names none.");
        key(MODEL_BY, STRING, "single", Expect.oneOf("single", "key"), HIGH)
                .means("Which model a text feeds: single for one that learns everything, key for one for each key of"
                        + " corpus-in.");
        key(MODELS_MAX, INT, "16", Expect.wholeFrom(1, 10_000), MEDIUM)
                .means("How many models there may be with model.by=key. The text of one more is a dead letter.");
        profiled(VOCABULARY, STRING, Expect.oneOf("text8", "bytes"), HIGH)
                .means("What a character is: text8 for a to z and space, bytes for the 256 values of UTF-8's bytes.");
        profiled(NODES, INT, Expect.wholeFrom(1, 4096), HIGH)
                .means(
                        "Memory cells of each layer of the LSTM. A step's work and a checkpoint's size grow with the square.");
        profiled(LAYERS, INT, Expect.wholeFrom(1, 4), HIGH)
                .means("Layers of the LSTM. Each reads the character and what the layer below makes of it, and all of"
                        + " them have a say in what comes next.");
        profiled(FORGET_BIAS, DOUBLE, Expect.realFrom(-10, 10), LOW)
                .means("What a new model's forget gate starts with. 1 has it remember until it learns to forget.");
        profiled(INITIAL_MEAN, DOUBLE, Expect.realFrom(-10, 10), LOW)
                .means("Mean of the truncated normal distribution that a new model's weights are drawn from.");
        profiled(INITIAL_DEVIATION, DOUBLE, Expect.realFrom(0, 10), LOW)
                .means("Standard deviation of that distribution.");
        key(INITIAL_WEIGHTS, STRING, "", Expect.anything("a path, or nothing"), LOW)
                .means(
                        "What a new model starts from instead: a safetensors file in the tutorial's layout or PyTorch's, or a"
                                + " folder of the tutorial's .npy files. It is published as the checkpoint of step 0.");
        key(SEED, LONG, "1", Expect.anything("a whole number of 64 bits"), LOW)
                .means("What a new model's weights are drawn from. The same seed and the same text give the same"
                        + " model, to the bit.");
        profiled(ENGINE, STRING, Expect.oneOf("fast", "portable", "nd4j"), LOW)
                .means("What computes. fast: products by OpenBLAS. portable: all in Java, the same bits on every"
                        + " processor; faster where few lanes learn side by side. nd4j: the same network in ND4J's own"
                        + " operations, to compare with. Models of different engines differ in their last bits.");
        key(THREADS, INT, "0", Expect.wholeFrom(0, 1024), LOW)
                .means(
                        "Threads that a step is computed on, of the engine fast at most one for 32 lanes of the batch. They"
                                + " change no bit of a model. 0: as many as the machine has.");
    }

    private void learning() {
        group("Learning");
        profiled(BATCH_SIZE, INT, Expect.wholeFrom(1, 1024), HIGH).means("Lanes of text that learn side by side.");
        profiled(SEGMENT_LENGTH, INT, Expect.wholeFrom(1, 10_000_000), MEDIUM)
                .means("Characters of text in each lane before the next window. A window of text, batch.size times"
                        + " this, must be there before it is learned.");
        profiled(UNROLLINGS, INT, Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Characters that a step goes through in each lane, and through which the gradients flow back.");
        profiled(OPTIMIZER, STRING, Expect.oneOf("sgd", "adam"), MEDIUM)
                .means("How gradients become changes of the weights. adam keeps two further numbers for each weight.");
        profiled(LEARNING_RATE, DOUBLE, Expect.realAbove(0, 100), HIGH)
                .means("The learning rate of the first step, or of the first after the warm-up.");
        profiled(LEARNING_RATE_WARMUP, LONG, Expect.wholeFrom(0, 1_000_000_000), LOW)
                .means("Steps over which the learning rate first rises evenly from nothing.");
        profiled(LEARNING_RATE_SCHEDULE, STRING, Expect.oneOf("staircase", "inverse-sqrt"), MEDIUM)
                .means(
                        "How the learning rate falls: staircase multiplies it with learning.rate.decay now and then,"
                                + " inverse-sqrt divides it by the root of 1 + step / learning.rate.decay.every, without an end.");
        profiled(LEARNING_RATE_DECAY, DOUBLE, Expect.realAbove(0, 1), LOW)
                .means("What a staircase multiplies the learning rate with, every learning.rate.decay.every steps.");
        profiled(LEARNING_RATE_DECAY_EVERY, LONG, Expect.wholeFrom(0, 1_000_000_000_000L), LOW)
                .means("Steps from one fall of a staircase to the next, or after which inverse-sqrt is down to 0.71 of"
                        + " the learning rate. 0: the learning rate is constant.");
        profiled(CLIP_NORM, DOUBLE, Expect.realAbove(0, 1_000_000), LOW)
                .means("The global norm that a step's gradients are scaled down to, where they exceed it.");
        profiled(REPLAY_WINDOWS, INT, Expect.wholeFrom(0, 100_000), MEDIUM)
                .means("Newest windows of text that are kept to be learned again: beside each new window one of them,"
                        + " drawn at random, which takes as long again. It is never counted in what is reported. Their"
                        + " text is part of a checkpoint, 4 bytes a character. 0: nothing is learned again.");
        profiled(CONTEXT_LENGTH, INT, Expect.wholeFrom(0, 8), MEDIUM)
                .means(
                        "Characters of the longest context that has logits of its own, learned beside the network: what was"
                                + " seen once behind the same characters counts at once. 0: the network is alone.");
        profiled(CONTEXT_TABLE_BITS, INT, Expect.wholeFrom(10, 24), LOW)
                .means(
                        "Binary logarithm of the logits that all contexts of one length share, hashed: the table's memory"
                                + " and a checkpoint's size are 8 bytes for each, times context.length.");
        key(CONTEXT_RATE, DOUBLE, "0.5", Expect.realAbove(0, 100), LOW)
                .means("The rate that contexts learn at, each number at its own, falling pace (Adagrad).");
        profiled(VALIDATION_CHARACTERS, INT, Expect.wholeFrom(0, 1_000_000), LOW)
                .means("Characters at the start of a model's text that are not learned but measured on. 0: none.");
        profiled(CORPUS_LINE_END, STRING, Expect.text(100), LOW)
                .means("What is appended to each plain-text record of corpus-in, since producers of lines strip"
                        + " their ends; an empty record is a blank line. Every character of it counts, blanks at its"
                        + " ends too, which config shows as \\s.");
        key(CORPUS_SCORES, BOOLEAN, "false", TRUE_OR_FALSE, LOW)
                .means(
                        "Whether each record of corpus-in gets a score on corpus-scores: how many bits a character it took"
                                + " before it was learned, and how far that is from the records before it.");
        key(SLICE_CHARACTERS, INT, "2048", Expect.wholeFrom(1, 250_000), LOW)
                .means("Longest piece of text, in characters, that is handed to a trainer at once; longer records are"
                        + " cut, which bounds the work within one transaction.");
    }

    private void reports() {
        group("Reports and checkpoints");
        profiled(REPORT_EVERY, INT, Expect.wholeFrom(1, 1_000_000), MEDIUM)
                .means("Steps from one report on training-metrics to the next.");
        key(SAMPLES_EVERY, INT, "10", Expect.wholeFrom(1, 1_000_000), LOW)
                .means("Every how many reports one carries samples of the model's writing.");
        key(SAMPLE_COUNT, INT, "5", Expect.wholeFrom(0, 100), LOW).means("Samples in such a report.");
        key(SAMPLE_LENGTH, INT, "80", Expect.wholeFrom(1, 10_000), LOW).means("Characters of a sample.");
        profiled(CHECKPOINT_EVERY, INT, Expect.wholeFrom(1, 1_000_000), MEDIUM)
                .means("Steps from one checkpoint to the next: how soon the generator writes as the trainer has"
                        + " learned, and how much is learned again after a crash.");
        key(CHECKPOINT_KEEP, INT, "8", Expect.wholeFrom(1, 1000), LOW)
                .means(
                        "How many of a model's newest checkpoints stay on model-checkpoints, to verify from and to go back"
                                + " to.");
        key(CHECKPOINT_KEEP_EVERY, INT, "100", Expect.wholeFrom(0, 1_000_000), LOW)
                .means("Of a model's older checkpoints, one in so many stays as well. 0: none.");
    }

    private void prompts() {
        group("Prompts");
        key(APPLICATION_SERVER, STRING, "", Expect.serverOrNothing(), LOW)
                .means(
                        "host:port under which other instances, and those who ask for a session, reach the HTTP server of"
                                + " this instance. Nothing: it is asked for its own sessions alone.");
        key(SESSION_TTL_MS, LONG, "0", Expect.wholeFrom(0, 1_000_000_000_000L), MEDIUM)
                .means(
                        "Milliseconds after its last prompt that a session has ended: the next prompt begins it anew, and its"
                                + " state is deleted some time later. 0: never.");
        key(SESSION_STORE, STRING, "rocksdb", Expect.oneOf("rocksdb", "memory"), LOW)
                .means(
                        "Where sessions are kept, beside Kafka: rocksdb on disk, for millions, or memory, the heap, which is"
                                + " restored from Kafka at each start.");
        key(IDEMPOTENCY_TTL_MS, LONG, "86400000", Expect.wholeFrom(1000, 1_000_000_000_000L), LOW)
                .means(
                        "Milliseconds after a prompt with an idempotency key that a second one gets its reply again: a day.");
        key(STATE_MEMORY_BYTES, LONG, "134217728", Expect.wholeFrom(8 << 20, 1L << 40), LOW)
                .means(
                        "Bytes of memory that all RocksDB stores of a process may use together, for blocks, indexes and what"
                                + " is not on disk yet.");
        key(MODEL_PIN, STRING, "", Expect.stepOrNothing(), LOW)
                .means("The step whose checkpoint alone answers for the model that the key model names, in this"
                        + " instance. Nothing: what inkstream model promote set, or the newest.");
        key(MODEL_SHADOW, STRING, "", Expect.nameOrNothing(100), LOW)
                .means("A model whose newest checkpoint scores each reply as well; by how many bits per character it"
                        + " differs is a metric of Kafka Streams, difference-avg of inkstream-shadow-metrics. Nothing:"
                        + " none.");
        key(PROMPT_LENGTH_MAX, INT, "1000", Expect.wholeFrom(1, 200_000), MEDIUM)
                .means("Characters of the longest continuation that a prompt may ask for.");
        key(PROMPT_TEXT_MAX, INT, "10000", Expect.wholeFrom(1, 200_000), MEDIUM)
                .means("Characters of the longest prompt. A longer one is answered with an error.");
        key(PROMPTS_PENDING_MAX, INT, "1000", Expect.wholeFrom(1, 1_000_000), LOW)
                .means("Prompts that are answered or wait at the same time, in each task. What arrives beyond that"
                        + " waits in Kafka, or, while there is no model at all, is turned away with a reply.");
        key(PROMPTS_WHEN_FULL, STRING, "wait", Expect.oneOf("wait", "reply-busy"), LOW)
                .means("What becomes of a prompt when prompts.pending.max is reached: it waits in Kafka, or is answered"
                        + " with an error at once. With reply-busy one session may have a quarter of them.");
        key(PROMPTS_BATCH_MAX, INT, "16", Expect.wholeFrom(1, 4096), LOW)
                .means("Continuations that are written side by side in each task, a character each per step. More make"
                        + " each reply slower, and with it a session that asks without a pause, and all of them hardly"
                        + " faster.");
    }

    private void operation() {
        group("Operation");
        key(HTTP_HOST, STRING, "127.0.0.1", Expect.host(), MEDIUM)
                .means("The address that train and generate serve /health and /metrics on. 0.0.0.0, all of the"
                        + " machine's, in a container; nothing there asks who is calling.");
        key(HTTP_HOSTS, LIST, "", Expect.hostsOrNothing(), MEDIUM)
                .means("Further names by which the servers at http.host are asked, with commas between: a service's, a"
                        + " proxy's. What is asked by another name than these, localhost or the address it came to is"
                        + " refused (421), since a page of the web can give itself any name.");
        key(HTTP_PORT, INT, "0", Expect.wholeFrom(-1, 65_535), MEDIUM)
                .means("Its port. 0: a free one, which is logged at the start; -1: nothing is served.");
        key(DASHBOARD_PORT, INT, "8080", Expect.wholeFrom(0, 65_535), MEDIUM)
                .means("The port of the web dashboard, at http.host. 0: a free one.");
        key(DASHBOARD_INSTANCES, LIST, "", Expect.serversOrNothing(), MEDIUM)
                .means("Where the dashboard finds the health and metrics of the running instances: host:port of each,"
                        + " with commas between. Of a name that stands for several addresses all are asked.");
        key(STUCK_AFTER_MS, LONG, "60000", Expect.wholeFrom(1000, 86_400_000), LOW)
                .means("Milliseconds without a sign of life, a look for new records or progress of what is being"
                        + " restored, after which /health/live says that the instance should be started again.");
    }

    private void gateway() {
        group("Gateway");
        key(GATEWAY_HOST, STRING, "127.0.0.1", Expect.anything("an address of this machine"), MEDIUM)
                .means("Where inkstream gateway serves HTTP. Beyond this machine it needs gateway.token.");
        key(GATEWAY_HOSTS, LIST, "", Expect.hostsOrNothing(), MEDIUM)
                .means("Further names by which the gateway is asked, with commas between, as http.hosts.");
        key(GATEWAY_PORT, INT, "8000", Expect.wholeFrom(0, 65535), MEDIUM)
                .means("The port there. 0: any that is free, which the log names.");
        key(GATEWAY_TOKEN, PASSWORD, "", Expect.tokenOrNothing(), MEDIUM)
                .means("What requests must have as Authorization: Bearer. Nothing: they need none.");
        key(GATEWAY_BODY_MAX_BYTES, INT, "1000000", Expect.wholeFrom(1, 100_000_000), LOW)
                .means("Bytes of the largest body of a request.");
        key(GATEWAY_RATE, INT, "0", Expect.wholeFrom(0, 1_000_000), LOW)
                .means("Requests that are taken in a second; those beyond are told to come again. 0: any number.");
        key(GATEWAY_REQUESTS_MAX, INT, "200", Expect.wholeFrom(1, 10_000), LOW)
                .means("Requests that are answered at the same time, a thread each; those beyond are told to come"
                        + " again.");
        key(GATEWAY_TIMEOUT_MS, LONG, "60000", Expect.wholeFrom(1, 3_600_000), LOW)
                .means("How long an answer may take. What is not answered then is cancelled.");
    }

    private void group(String name) {
        group = name;
        order = 0;
    }

    /** A key whose default the profile sets; the documentation shows the default profile's. */
    private Key profiled(String name, Type type, Validator expected, Importance importance) {
        return key(name, type, Profile.STREAM.defaults().get(name), expected, importance);
    }

    private Key key(String name, Type type, String byDefault, Validator expected, Importance importance) {
        return documentation -> definition.define(
                name, type, byDefault, expected, importance, documentation, group, ++order, Width.MEDIUM, name);
    }

    /** A key that lacks its documentation alone. */
    private interface Key {
        void means(String documentation);
    }
}
