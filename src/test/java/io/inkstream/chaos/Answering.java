package io.inkstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.config.Configuration;
import io.inkstream.schema.Adapt;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Vocabulary;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.TopicReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The generator's work: prompts of many sessions, answered from a checkpoint that stays as it is. */
final class Answering implements Work {

    private static final int LENGTH = 40;
    private static final String[] WORDS =
            NumbersCorpus.text().substring(0, 2000).split(" ");

    private final int sessions;
    private final int portion;
    private final Random random;
    private final KafkaProducer<String, SpecificRecord> producer;
    private final Deserializer<SpecificRecord> values;
    private final TopicReader committed;
    private final KafkaConsumer<byte[], byte[]> uncommitted;
    private final CheckpointManifest model;
    private final Conversations conversations;
    private final Map<String, Conversations.Reply> expected = new HashMap<>();
    private final Map<String, Long> sentByPartition = new TreeMap<>();
    private final Map<String, Long> answeredByPartition = new TreeMap<>();
    private final Map<String, GeneratedText> unverified = new TreeMap<>();
    private long verified;

    /**
     * @param sessions how many there are
     * @param portion prompts sent to each partition at once
     * @param random draws sessions and words
     */
    Answering(Configuration configuration, int sessions, int portion, Random random) {
        this.sessions = sessions;
        this.portion = portion;
        this.random = random;
        values = AvroSerdes.values(configuration).deserializer();
        producer = new KafkaProducer<>(
                configuration.kafka(),
                new StringSerializer(),
                AvroSerdes.values(configuration).serializer());
        committed = new TopicReader(configuration, TopicNames.GENERATED);
        committed.toBeginning();
        int partitions = producer.partitionsFor(TopicNames.PROMPTS).size();
        Map<String, Object> dirty = new HashMap<>(configuration.kafka());
        dirty.put("isolation.level", "read_uncommitted");
        uncommitted = new KafkaConsumer<>(dirty, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        uncommitted.assign(IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(TopicNames.GENERATED, partition))
                .toList());
        uncommitted.seekToBeginning(uncommitted.assignment());
        for (int partition = 0; partition < partitions; partition++) {
            sentByPartition.put(Integer.toString(partition), 0L);
            answeredByPartition.put(Integer.toString(partition), 0L);
        }
        var checkpoints = new CheckpointTopic(configuration);
        model = checkpoints
                .newest(configuration.string("model"))
                .orElseThrow(() -> new KafkaException("there is no model to answer with"));
        conversations = new Conversations(
                Checkpoint.fromBytes(checkpoints.file(model)).weights(), Vocabulary.named(model.getVocabulary()));
    }

    @Override
    public String command() {
        return "generate";
    }

    @Override
    public List<String> topics() {
        return List.of(TopicNames.PROMPTS, TopicNames.GENERATED, TopicNames.DEAD_LETTERS);
    }

    @Override
    public Set<TopicPartition> partitions() {
        return sentByPartition.keySet().stream()
                .map(partition -> new TopicPartition(TopicNames.PROMPTS, Integer.parseInt(partition)))
                .collect(Collectors.toSet());
    }

    @Override
    public void feed(Duration clock) {
        long now = System.currentTimeMillis() + clock.toMillis();
        for (int partition = 0; partition < sentByPartition.size(); partition++) {
            for (int i = 0; i < portion; i++) {
                ask(partition, now);
            }
        }
    }

    private void ask(int partition, long timestamp) {
        // A session has one partition.
        int session = random.nextInt(sessions / sentByPartition.size()) * sentByPartition.size() + partition;
        var prompt = Prompt.newBuilder()
                .setText(WORDS[random.nextInt(WORDS.length)] + " ")
                .setLength(LENGTH)
                // Every other session adapts: what it keeps for that is to survive as its state does.
                .setAdapt(session % 2 == 0 ? Adapt.ON : Adapt.DEFAULT)
                .build();
        try {
            var place = producer.send(new ProducerRecord<>(
                            TopicNames.PROMPTS, partition, timestamp, "session-" + session, prompt))
                    .get();
            expected.put(
                    TopicNames.PROMPTS + "-" + partition + "@" + place.offset(),
                    conversations.answer("session-" + session, prompt, partition, place.offset()));
            sentByPartition.merge(Integer.toString(partition), 1L, Long::sum);
        } catch (Exception e) {
            throw new KafkaException("a prompt could not be sent", e);
        }
    }

    @Override
    public int portion() {
        return portion;
    }

    @Override
    public long left() {
        return sentByPartition.entrySet().stream()
                .mapToLong(sent -> sent.getValue() - answeredByPartition.get(sent.getKey()))
                .min()
                .orElse(0);
    }

    /** Prompts that were sent. */
    long sent() {
        return sentByPartition.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public Map<String, Long> done() {
        for (var record : committed.poll(Duration.ofMillis(50))) {
            var reply = (GeneratedText) values.deserialize(TopicNames.GENERATED, record.value());
            assertThat(unverified.put(reply.getId(), reply))
                    .as("a second reply to %s", reply.getId())
                    .isNull();
            String place = reply.getId();
            answeredByPartition.merge(place.substring(place.indexOf('-') + 1, place.indexOf('@')), 1L, Long::sum);
        }
        return new TreeMap<>(answeredByPartition);
    }

    @Override
    public boolean isAllDone() {
        done();
        return answeredByPartition.equals(sentByPartition);
    }

    @Override
    public boolean isCaughtInTheAct() {
        // The position is behind all that was read before: what comes now was written just now.
        return !uncommitted.poll(Duration.ofMillis(20)).isEmpty();
    }

    @Override
    public void verify() {
        done();
        unverified.forEach((id, reply) -> {
            // Removed: a second reply finds nothing to be compared with.
            var should = expected.remove(id);
            assertThat(should).as("what is to be answered to %s", id).isNotNull();
            assertThat(reply.getFinishReason()).as(reply.getError()).isEqualTo(FinishReason.LENGTH);
            assertThat(new Conversations.Reply(
                            reply.getText(), reply.getSeed(), reply.getCharacters(), reply.getMeanBitsPerCharacter()))
                    .as("reply to %s", id)
                    .isEqualTo(should);
            assertThat(reply.getCheckpoint()).isEqualTo(model.getSha256());
        });
        verified += unverified.size();
        unverified.clear();
    }

    @Override
    public void verifyEnd() {
        verify();
        assertThat(expected).as("prompts without a reply").isEmpty();
    }

    @Override
    public String summary() {
        return "%,d replies in %d sessions, each the reply of an uninterrupted conversation"
                .formatted(verified, sessions);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        committed.close();
        uncommitted.close();
    }
}
