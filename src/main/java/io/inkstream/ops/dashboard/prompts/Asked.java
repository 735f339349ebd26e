package io.inkstream.ops.dashboard.prompts;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.generate.request.PromptReader;
import io.inkstream.generate.request.ValueFormats;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.AvroSerdes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The beginnings of the newest prompts, for the replies to them. Safe for threads. */
final class Asked implements AutoCloseable {

    private static final int READ_BACK = 500;
    private static final int KEPT_MAX = 2000;
    private static final int TEXT_MAX = 400;

    private final PromptReader prompts;
    private final Map<String, String> texts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KEPT_MAX;
        }
    };
    private final Tail tail;

    Asked(Configuration configuration, RegistryIds ids) {
        prompts = new PromptReader(
                AvroSerdes.values(configuration, ids).deserializer(),
                new ValueFormats(configuration.string(Keys.PROMPTS_FORMAT).equals("json"), false));
        tail = new Tail(configuration, TopicNames.PROMPTS, reader -> reader.toLast(READ_BACK), this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var prompt = prompts.prompt(record.value(), record.headers());
        if (prompt.getCancel() || prompt.getForget()) {
            return;
        }
        String id = prompt.getId() == null
                ? record.topic() + "-" + record.partition() + "@" + record.offset()
                : prompt.getId();
        synchronized (texts) {
            texts.put(id, shortened(prompt.getText()));
        }
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= TEXT_MAX
                ? text
                : text.substring(0, text.offsetByCodePoints(0, TEXT_MAX)) + " …";
    }

    /** What follows the topic. */
    Tail tail() {
        return tail;
    }

    /** The beginning of the prompt that a reply with this id answers; null where it is not known. */
    String text(String id) {
        synchronized (texts) {
            return texts.get(id);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
