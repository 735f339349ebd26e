package io.inkstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

/** How prompts are answered. */
interface PromptKeys {

    Group PROMPTS = new Group("Prompts");

    String APPLICATION_SERVER = PROMPTS.key("application.server", STRING, Expect.serverOrNothing(), LOW)
            .byDefault("")
            .means("host:port at which other instances and clients reach this instance's HTTP server for sessions."
                    + " Nothing: it answers only for its own sessions.");

    String SESSION_TTL_MS = PROMPTS.key("session.ttl.ms", LONG, Expect.wholeFrom(0, 1_000_000_000_000L), MEDIUM)
            .byDefault("0")
            .means("Milliseconds after its last prompt at which a session expires: the next prompt starts it over, and"
                    + " its state is deleted later. 0: never.");

    String SESSION_STORE = PROMPTS.key("session.store", STRING, Expect.oneOf("rocksdb", "memory"), LOW)
            .byDefault("rocksdb")
            .means("Storage of sessions, besides Kafka: rocksdb, on disk, for millions of them; memory, on the heap,"
                    + " restored from Kafka at each start.");

    String SESSION_ADAPT = PROMPTS.key("session.adapt", BOOLEAN, Expect.trueOrFalse(), LOW)
            .byDefault("false")
            .means("Have sessions adapt to what they read and write, where a prompt does not set adapt. A session"
                    + " then keeps its last 8,192 bytes of text instead of 256.");

    String IDEMPOTENCY_TTL_MS = PROMPTS.key("idempotency.ttl.ms", LONG, Expect.wholeFrom(1000, 1_000_000_000_000L), LOW)
            .byDefault("86400000")
            .means("Milliseconds for which a repeated prompt with an idempotency key gets the same reply: a" + " day.");

    String STATE_MEMORY_BYTES = PROMPTS.key("state.memory.bytes", LONG, Expect.wholeFrom(8 << 20, 1L << 40), LOW)
            .byDefault("134217728")
            .means("Memory in bytes shared by all RocksDB stores of a process, for blocks, indexes and write buffers.");

    String MODEL_PIN = PROMPTS.key("model.pin", STRING, Expect.stepOrNothing(), LOW)
            .byDefault("")
            .means("Step of the checkpoint that answers in this instance, for the model in the key model. Nothing: the"
                    + " promoted one (inkstream model promote), or the newest.");

    String MODEL_SHADOW = PROMPTS.key("model.shadow", STRING, Expect.nameOrNothing(100), LOW)
            .byDefault("")
            .means("Model whose newest checkpoint also scores each reply; the difference in bits per"
                    + " character is the metric kafka_inkstream_shadow_difference_avg."
                    + " Nothing: none.");

    String REPLY_TOPICS = PROMPTS.key("reply.topics", LIST, Expect.otherTopicsOrNothing(), LOW)
            .byDefault("")
            .means("Additional topics for replies, separated by commas: a prompt whose header kafka_replyTopic names"
                    + " one of them gets its replies there instead of on generated-text. topics create creates them.");

    String PROMPTS_FORMAT = PROMPTS.key("prompts.format", STRING, Expect.oneOf("text", "json"), LOW)
            .byDefault("text")
            .means("Format of prompts without the header content-type that are not Avro: plain text, or a JSON object"
                    + " with the fields of the schema Prompt.");

    String REPLIES_FORMAT = PROMPTS.key("replies.format", STRING, Expect.oneOf("avro", "json"), LOW)
            .byDefault("avro")
            .means("Format of replies to prompts without the header accept: avro or json. A prompt in JSON always gets"
                    + " JSON.");

    String PROMPT_LENGTH_MAX = PROMPTS.key("prompt.length.max", INT, Expect.wholeFrom(1, 200_000), MEDIUM)
            .byDefault("1000")
            .means("Maximum number of characters that a prompt can request.");

    String PROMPT_TEXT_MAX = PROMPTS.key("prompt.text.max", INT, Expect.wholeFrom(1, 200_000), MEDIUM)
            .byDefault("10000")
            .means("Maximum length of a prompt's text in characters. A longer one is answered with an error.");

    String PROMPTS_PENDING_MAX = PROMPTS.key("prompts.pending.max", INT, Expect.wholeFrom(1, 1_000_000), LOW)
            .byDefault("1000")
            .means("Prompts that a task answers or queues at the same time. Further ones wait in Kafka or, while there"
                    + " is no model, are rejected with a reply.");

    String PROMPTS_WHEN_FULL = PROMPTS.key("prompts.when.full", STRING, Expect.oneOf("wait", "reply-busy"), LOW)
            .byDefault("wait")
            .means("What happens to a prompt at prompts.pending.max: wait leaves it in Kafka, reply-busy"
                    + " answers it with an error at once. With reply-busy one session may use a quarter of the"
                    + " limit.");

    String PROMPTS_BATCH_MAX = PROMPTS.key("prompts.batch.max", INT, Expect.wholeFrom(1, 4096), LOW)
            .byDefault("64")
            .means("Continuations that a task writes side by side, one character each per step. A larger batch makes"
                    + " each reply slower and throughput higher: with the default profile, a character in a batch of 64"
                    + " takes a seventh less processor time than in a batch of 16.");
}
