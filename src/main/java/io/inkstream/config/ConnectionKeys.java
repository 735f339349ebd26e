package io.inkstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

/** How brokers and the schema registry are reached, and topics created. */
interface ConnectionKeys {

    Group KAFKA = new Group("Kafka");

    String BOOTSTRAP_SERVERS = KAFKA.key("bootstrap.servers", LIST, Expect.servers(), HIGH)
            .byDefault("localhost:9092")
            .means("Kafka brokers to connect to first. Other client settings, including security, go under the prefix"
                    + " kafka.");

    String APPLICATION_ID = KAFKA.key("application.id", STRING, Expect.name(100), HIGH)
            .byDefault("inkstream")
            .means("Prefix of consumer groups, internal topics and transactional ids: the trainer's group is this and"
                    + " -train, the generator's this and -generate. A new id starts from nothing.");

    String INSTANCE_ID = KAFKA.key("instance.id", STRING, Expect.name(100), MEDIUM)
            .byDefault("0")
            .means("Name of this instance, unique among the running instances of an application. A restart"
                    + " under the same name gets its tasks back without waiting for the session to time out.");

    String STATE_DIR = KAFKA.key("state.dir", STRING, Expect.path(), MEDIUM)
            .byDefault("inkstream-data/state")
            .means("Folder of local state, relative to the working folder. If lost, it is restored from Kafka.");

    String COMMIT_INTERVAL_MS = KAFKA.key("commit.interval.ms", LONG, Expect.wholeFrom(1, 5000), LOW)
            .byDefault("100")
            .means("Milliseconds between transactions. Lower values answer sooner, higher values put less load on the"
                    + " brokers; a transaction must end within the broker's 10 seconds.");

    Group REGISTRY = new Group("Schema registry");

    String SCHEMA_REGISTRY_URL = REGISTRY.key("schema.registry.url", LIST, Expect.registries(), HIGH)
            .byDefault("http://localhost:8081/apis/ccompat/v7")
            .means("Address of the registry's Confluent API: the root of a Confluent or Karapace registry,"
                    + " /apis/ccompat/v7 of an Apicurio registry.");

    String BASIC_AUTH_CREDENTIALS_SOURCE = REGISTRY.key(
                    "basic.auth.credentials.source", STRING, Expect.oneOf("", "URL", "USER_INFO"), LOW)
            .byDefault("")
            .means("Source of the registry's user and password: its URL, or basic.auth.user.info. Nothing: no"
                    + " authentication, or that of the URL.");

    String BASIC_AUTH_USER_INFO = REGISTRY.key("basic.auth.user.info", PASSWORD, Expect.anything("user:password"), LOW)
            .byDefault("")
            .means("The registry's user and password, for basic.auth.credentials.source=USER_INFO.");

    String BEARER_AUTH_CREDENTIALS_SOURCE = REGISTRY.key(
                    "bearer.auth.credentials.source", STRING, Expect.oneOf("", "STATIC_TOKEN"), LOW)
            .byDefault("")
            .means("STATIC_TOKEN: log in at the registry with bearer.auth.token. Nothing: without a token.");

    String BEARER_AUTH_TOKEN = REGISTRY.key("bearer.auth.token", PASSWORD, Expect.anything("a token"), LOW)
            .byDefault("")
            .means("Token for the registry, for bearer.auth.credentials.source=STATIC_TOKEN.");

    String REGISTRY_TRUSTSTORE_LOCATION = REGISTRY.key(
                    "schema.registry.ssl.truststore.location", STRING, Expect.pathOrNothing(), LOW)
            .byDefault("")
            .means("File of the certificates that a registry over HTTPS is checked against. Nothing: the JVM's.");

    String REGISTRY_TRUSTSTORE_TYPE = REGISTRY.key(
                    "schema.registry.ssl.truststore.type", STRING, Expect.oneOf("", "JKS", "PKCS12", "PEM"), LOW)
            .byDefault("")
            .means("Format of that file. Nothing: JKS.");

    String REGISTRY_TRUSTSTORE_PASSWORD = REGISTRY.key(
                    "schema.registry.ssl.truststore.password", PASSWORD, Expect.anything("a password"), LOW)
            .byDefault("")
            .means("Its password. Nothing: none, as with PEM.");

    String REGISTRY_KEYSTORE_LOCATION = REGISTRY.key(
                    "schema.registry.ssl.keystore.location", STRING, Expect.pathOrNothing(), LOW)
            .byDefault("")
            .means("File of the certificate and key that the registry is shown. Nothing: none.");

    String REGISTRY_KEYSTORE_TYPE = REGISTRY.key(
                    "schema.registry.ssl.keystore.type", STRING, Expect.oneOf("", "JKS", "PKCS12", "PEM"), LOW)
            .byDefault("")
            .means("Format of that file. Nothing: JKS.");

    String REGISTRY_KEYSTORE_PASSWORD = REGISTRY.key(
                    "schema.registry.ssl.keystore.password", PASSWORD, Expect.anything("a password"), LOW)
            .byDefault("")
            .means("Its password. Nothing: none, as with PEM.");

    String REGISTRY_KEY_PASSWORD = REGISTRY.key(
                    "schema.registry.ssl.key.password", PASSWORD, Expect.anything("a password"), LOW)
            .byDefault("")
            .means("The password of the key within it. Nothing: none.");

    String AUTO_REGISTER_SCHEMAS = REGISTRY.key("auto.register.schemas", BOOLEAN, Expect.trueOrFalse(), MEDIUM)
            .byDefault("true")
            .means("Whether writing a record registers its schema. With false, the schemas must already be"
                    + " registered.");

    String USE_LATEST_VERSION = REGISTRY.key("use.latest.version", BOOLEAN, Expect.trueOrFalse(), LOW)
            .byDefault("false")
            .means("Whether records are written with the subject's latest schema instead of Inkstream's, if"
                    + " auto.register.schemas is false.");

    String VALUE_SUBJECT_NAME_STRATEGY = REGISTRY.key(
                    "value.subject.name.strategy", STRING, Expect.classNameOrNothing(), LOW)
            .byDefault("")
            .means("Subject name strategy for values, as for Confluent's serializers. Nothing: the serde's default,"
                    + " the topic's name and -value.");

    String VALUE_SERDE = REGISTRY.key("value.serde", STRING, Expect.className(), LOW)
            .byDefault("io.inkstream.serde.AvroSerde")
            .means("Class that reads and writes Avro values: Inkstream's, or Confluent's SpecificAvroSerde if its jar"
                    + " is present.");

    Group TOPICS = new Group("Topics");

    String REPLICATION_FACTOR = TOPICS.key("replication.factor", INT, Expect.wholeFrom(1, 10), MEDIUM)
            .byDefault("1")
            .means("Replicas of each topic, including internal ones. Use 3 in production.");

    String CORPUS_PARTITIONS = TOPICS.key("corpus.partitions", INT, Expect.wholeFrom(1, 1000), MEDIUM)
            .byDefault("1")
            .means("Partitions of corpus-in when it is created. Text keeps its order only within a" + " partition.");

    String TRAINING_PARTITIONS = TOPICS.key("training.partitions", INT, Expect.wholeFrom(1, 1000), MEDIUM)
            .byDefault("1")
            .means("Partitions of corpus-ordered when it is created: how many tasks can train models at the"
                    + " same time. 4 is sensible with model.by=key.");

    String PROMPTS_PARTITIONS = TOPICS.key("prompts.partitions", INT, Expect.wholeFrom(1, 1000), MEDIUM)
            .byDefault("1")
            .means("Partitions of prompts and generated-text when they are created: how many tasks can" + " answer.");
}
