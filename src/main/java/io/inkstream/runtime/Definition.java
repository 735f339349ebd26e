package io.inkstream.runtime;

import static io.inkstream.runtime.Keys.*;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import org.apache.kafka.common.config.ConfigDef;

/** Every key with its type, default, range and meaning. No other place describes a key; the documentation is made from this. */
final class Definition extends Declarations {

    private Definition() {
        super(new ConfigDef());
    }

    static ConfigDef create() {
        var all = new Definition();
        all.connections();
        all.registry();
        all.topics();
        new LearningDefinition(all.definition).declare();
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
        key(GATEWAY_DRAIN_MS, LONG, "20000", Expect.wholeFrom(0, 600_000), LOW)
                .means(
                        "When the gateway is told to stop: how long requests that were taken may go on, while new ones are"
                                + " told to go elsewhere. What is not answered then ends with an error.");
        key(GATEWAY_TIMEOUT_MS, LONG, "60000", Expect.wholeFrom(1, 3_600_000), LOW)
                .means("How long an answer may take. What is not answered then is cancelled.");
    }
}
