package io.inkstream.config;

import static io.inkstream.config.Keys.*;
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
                .means("Kafka brokers to connect to first. Other client settings, security included, go under"
                        + " the prefix kafka.");
        key(APPLICATION_ID, STRING, "inkstream", Expect.name(100), HIGH)
                .means("Prefix of consumer groups, internal topics and transactional ids: the trainer's group is"
                        + " this and -train, the generator's this and -generate. A different id starts with nothing"
                        + " learned.");
        key(INSTANCE_ID, STRING, "0", Expect.name(100), MEDIUM)
                .means("Name of this instance, unique among the running instances of an application. A restart"
                        + " under the same name gets its tasks back without waiting for the session to time out.");
        key(STATE_DIR, STRING, "inkstream-data/state", Expect.path(), MEDIUM)
                .means("Folder of local state, relative to the working folder. If it is lost, it is restored"
                        + " from Kafka.");
        key(COMMIT_INTERVAL_MS, LONG, "100", Expect.wholeFrom(1, 5000), LOW)
                .means("Milliseconds between transactions. Lower values answer sooner, higher ones cost the"
                        + " brokers less; a transaction must end within the broker's 10 seconds.");
    }

    private void registry() {
        group("Schema registry");
        key(SCHEMA_REGISTRY_URL, LIST, "http://localhost:8081/apis/ccompat/v7", Expect.registries(), HIGH)
                .means("Where the registry speaks the Confluent protocol: the root of a Confluent or Karapace"
                        + " registry, /apis/ccompat/v7 of an Apicurio registry.");
        key(BASIC_AUTH_CREDENTIALS_SOURCE, STRING, "", Expect.oneOf("", "URL", "USER_INFO"), LOW)
                .means("Where the registry's user and password are: in its URL, or in basic.auth.user.info."
                        + " Nothing: no log-in, or as the URL says.");
        key(BASIC_AUTH_USER_INFO, PASSWORD, "", Expect.anything("user:password"), LOW)
                .means("The registry's user and password, for basic.auth.credentials.source=USER_INFO.");
        key(AUTO_REGISTER_SCHEMAS, BOOLEAN, "true", TRUE_OR_FALSE, MEDIUM)
                .means("Whether writing a record registers its schema. With false, the schemas must already be"
                        + " registered.");
        key(USE_LATEST_VERSION, BOOLEAN, "false", TRUE_OR_FALSE, LOW)
                .means("Whether records are written with the subject's latest schema instead of Inkstream's, if"
                        + " auto.register.schemas is false.");
        key(VALUE_SUBJECT_NAME_STRATEGY, STRING, "", Expect.classNameOrNothing(), LOW)
                .means("How the subject of a value is named, as Confluent's serializers take it. Nothing: the"
                        + " serde's default, the topic's name and -value.");
        key(VALUE_SERDE, STRING, "io.inkstream.serde.AvroSerde", Expect.className(), LOW)
                .means("Class that reads and writes Avro values: Inkstream's, or Confluent's SpecificAvroSerde"
                        + " if its jar is there.");
    }

    private void topics() {
        group("Topics");
        key(REPLICATION_FACTOR, INT, "1", Expect.wholeFrom(1, 10), MEDIUM)
                .means("Replicas of each topic, internal ones included. Use 3 in production.");
        key(CORPUS_PARTITIONS, INT, "1", Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Partitions of corpus-in when it is created. Text keeps its order only within a"
                        + " partition.");
        key(TRAINING_PARTITIONS, INT, "1", Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Partitions of corpus-ordered when it is created: how many tasks can train models at the"
                        + " same time. 4 is sensible with model.by=key.");
        key(PROMPTS_PARTITIONS, INT, "1", Expect.wholeFrom(1, 1000), MEDIUM)
                .means("Partitions of prompts and generated-text when they are created: how many tasks can"
                        + " answer.");
    }

    private void prompts() {
        group("Prompts");
        key(APPLICATION_SERVER, STRING, "", Expect.serverOrNothing(), LOW)
                .means("host:port at which other instances, and clients that ask for a session, reach this"
                        + " instance's HTTP server. Nothing: it answers only for its own sessions.");
        key(SESSION_TTL_MS, LONG, "0", Expect.wholeFrom(0, 1_000_000_000_000L), MEDIUM)
                .means("Milliseconds after its last prompt at which a session expires: the next prompt begins it"
                        + " anew, and its state is deleted later. 0: never.");
        key(SESSION_STORE, STRING, "rocksdb", Expect.oneOf("rocksdb", "memory"), LOW)
                .means("Where sessions are kept, besides Kafka: rocksdb, on disk, for millions of them; memory,"
                        + " on the heap, restored from Kafka at each start.");
        key(IDEMPOTENCY_TTL_MS, LONG, "86400000", Expect.wholeFrom(1000, 1_000_000_000_000L), LOW)
                .means("Milliseconds for which a repeated prompt with an idempotency key gets the same reply: a"
                        + " day.");
        key(STATE_MEMORY_BYTES, LONG, "134217728", Expect.wholeFrom(8 << 20, 1L << 40), LOW)
                .means("Memory in bytes that all RocksDB stores of a process share, for blocks, indexes and"
                        + " write buffers.");
        key(MODEL_PIN, STRING, "", Expect.stepOrNothing(), LOW)
                .means("Step whose checkpoint answers in this instance for the model that the key model names."
                        + " Nothing: the one set by inkstream model promote, or the newest.");
        key(MODEL_SHADOW, STRING, "", Expect.nameOrNothing(100), LOW)
                .means("Model whose newest checkpoint also scores each reply; the difference in bits per"
                        + " character is the metric kafka_inkstream_shadow_difference_avg."
                        + " Nothing: none.");
        key(REPLY_TOPICS, LIST, "", Expect.otherTopicsOrNothing(), LOW)
                .means(
                        "Further topics for replies, separated by commas: a prompt whose header kafka_replyTopic names one"
                                + " of them gets its replies there instead of on generated-text. topics create makes them.");
        key(PROMPTS_FORMAT, STRING, "text", Expect.oneOf("text", "json"), LOW)
                .means("What a prompt without the header content-type is, if it is not Avro: plain text, or a JSON"
                        + " object with the fields of the schema Prompt.");
        key(REPLIES_FORMAT, STRING, "avro", Expect.oneOf("avro", "json"), LOW)
                .means("How replies are written to prompts without the header accept: avro, or json. A prompt in"
                        + " JSON gets JSON either way.");
        key(PROMPT_LENGTH_MAX, INT, "1000", Expect.wholeFrom(1, 200_000), MEDIUM)
                .means("Most characters that a prompt may ask for.");
        key(PROMPT_TEXT_MAX, INT, "10000", Expect.wholeFrom(1, 200_000), MEDIUM)
                .means("Most characters of a prompt's text. A longer one is answered with an error.");
        key(PROMPTS_PENDING_MAX, INT, "1000", Expect.wholeFrom(1, 1_000_000), LOW)
                .means("Prompts that a task answers or queues at the same time. Further ones wait in Kafka or,"
                        + " while there is no model at all, are rejected with a reply.");
        key(PROMPTS_WHEN_FULL, STRING, "wait", Expect.oneOf("wait", "reply-busy"), LOW)
                .means("What happens to a prompt at prompts.pending.max: wait leaves it in Kafka, reply-busy"
                        + " answers it with an error at once. With reply-busy one session may use a quarter of the"
                        + " limit.");
        key(PROMPTS_BATCH_MAX, INT, "16", Expect.wholeFrom(1, 4096), LOW)
                .means("Continuations that a task writes side by side, one character of each per step. A larger"
                        + " batch makes each reply slower and throughput only slightly higher.");
    }

    private void operation() {
        group("Operation");
        key(HTTP_HOST, STRING, "127.0.0.1", Expect.host(), MEDIUM)
                .means("Address at which train and generate serve /health and /metrics. 0.0.0.0, all of the"
                        + " machine's addresses, in a container; callers are not authenticated.");
        key(HTTP_HOSTS, LIST, "", Expect.hostsOrNothing(), MEDIUM)
                .means("Further host names of the servers at http.host: a service's, a proxy's. A request under"
                        + " another name than these, localhost or the address it came to is refused (421), because"
                        + " a web page can give itself any name.");
        key(HTTP_PORT, INT, "0", Expect.wholeFrom(-1, 65_535), MEDIUM)
                .means("Its port. 0: a free one, named in the log at the start; -1: no HTTP server.");
        tls(HTTP_TLS_PREFIX, "the servers at http.host, the dashboard's included");
        key(HTTP_TLS_CA, STRING, "", Expect.pathOrNothing(), LOW)
                .means("PEM file of the authorities whose certificates the dashboard and session show trust when"
                        + " they ask instances over HTTPS. Nothing: those that the JVM trusts.");
        key(DASHBOARD_PORT, INT, "8080", Expect.wholeFrom(0, 65_535), MEDIUM)
                .means("Port of the web dashboard, at http.host. 0: a free one.");
        key(DASHBOARD_INSTANCES, LIST, "", Expect.serversOrNothing(), MEDIUM)
                .means("host:port of each running instance whose health and metrics the dashboard shows. If a"
                        + " name has several addresses, all are asked; over HTTPS if http.tls.certificate is set.");
        key(METRICS_KAFKA, STRING, "main", Expect.oneOf("none", "main", "all"), LOW)
                .means("Which metrics of Kafka Streams and its clients /metrics has beside Inkstream's own: main, those"
                        + " that operations.md lists; all, several hundred for each client.");
        key(STUCK_AFTER_MS, LONG, "60000", Expect.wholeFrom(1000, 86_400_000), LOW)
                .means("Milliseconds without a sign of life (a poll for records, or progress of a restore) after"
                        + " which /health/live says that the instance should be restarted.");
    }

    private void gateway() {
        group("Gateway");
        key(GATEWAY_HOST, STRING, "127.0.0.1", Expect.anything("an address of this machine"), MEDIUM)
                .means("Address at which inkstream gateway serves HTTP. Other than on loopback it needs"
                        + " gateway.token.");
        key(GATEWAY_HOSTS, LIST, "", Expect.hostsOrNothing(), MEDIUM)
                .means("Further host names of the gateway, as http.hosts.");
        key(GATEWAY_PORT, INT, "8000", Expect.wholeFrom(0, 65535), MEDIUM)
                .means("Port of the gateway. 0: a free one, named in the log.");
        tls(GATEWAY_TLS_PREFIX, "the gateway");
        key(GATEWAY_TOKEN, PASSWORD, "", Expect.tokenOrNothing(), MEDIUM)
                .means("Token that requests must send as Authorization: Bearer. Nothing: none is needed.");
        key(GATEWAY_CORS_ORIGINS, LIST, "", Expect.originsOrNothing(), LOW)
                .means(
                        "Other sites whose pages in a browser may ask the gateway (CORS), as https://host:port, separated"
                                + " by commas. *: any, which gateway.token does not allow. Nothing: none.");
        key(GATEWAY_CHAT_TEMPLATE, STRING, "{role}: {content}\\n", Expect.chatTemplate(), LOW)
                .means(
                        "How each message of a chat is written as text. The model continues after what precedes {content},"
                                + " with assistant as {role}. \\n is a line end.");
        key(GATEWAY_MODEL_ALIASES, LIST, "", Expect.aliasesOrNothing(), LOW)
                .means("Other names of models in requests, for clients that have one built in: alias=name, separated by"
                        + " commas.");
        key(GATEWAY_BODY_MAX_BYTES, INT, "1000000", Expect.wholeFrom(1, 100_000_000), LOW)
                .means("Largest body of a request, in bytes.");
        key(GATEWAY_RATE, INT, "0", Expect.wholeFrom(0, 1_000_000), LOW)
                .means("Requests accepted per second; further ones are refused (429). 0: no limit.");
        key(GATEWAY_REQUESTS_MAX, INT, "200", Expect.wholeFrom(1, 10_000), LOW)
                .means("Requests answered at the same time, one thread each; further ones are refused (429).");
        key(GATEWAY_DRAIN_MS, LONG, "20000", Expect.wholeFrom(0, 600_000), LOW)
                .means("When the gateway stops: how long accepted requests may continue, while new ones are"
                        + " refused (503). The rest then end with an error.");
        key(GATEWAY_TIMEOUT_MS, LONG, "60000", Expect.wholeFrom(1, 3_600_000), LOW)
                .means("How long an answer may take. After that its prompt is cancelled.");
    }

    /** @param server whose TLS the keys under this prefix are */
    private void tls(String prefix, String server) {
        key(prefix + "certificate", STRING, "", Expect.pathOrNothing(), MEDIUM)
                .means("PEM file of the certificate of " + server + ", then those that lead to its authority's:"
                        + " HTTPS instead of HTTP. A file that is replaced is used at once. Nothing: plain HTTP.");
        key(prefix + "key", STRING, "", Expect.pathOrNothing(), MEDIUM)
                .means("PEM file of that certificate's private key.");
        key(prefix + "key.password", PASSWORD, "", Expect.anything("a password, or nothing"), LOW)
                .means("Password of that key. Nothing: it is not encrypted.");
        key(prefix + "client.ca", STRING, "", Expect.pathOrNothing(), LOW)
                .means("PEM file of the authorities of whose certificates callers must show one; /health needs none."
                        + " Nothing: callers need no certificate.");
    }
}
