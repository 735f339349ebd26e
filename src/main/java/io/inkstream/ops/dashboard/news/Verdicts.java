package io.inkstream.ops.dashboard.news;

import static io.inkstream.http.Field.required;
import static io.inkstream.http.Field.text;
import static io.inkstream.http.Field.whole;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.config.Configuration;
import io.inkstream.http.Fields;
import io.inkstream.http.JsonBody;
import io.inkstream.http.Refusal;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.FeedbackVerdict;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.corpus.Feedback;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** What people said of records: the newest on {@code corpus-feedback}, and what somebody says on the page. */
final class Verdicts implements AutoCloseable {

    private static final int KEPT_MAX = 1000;
    private static final int BODY_MAX = 2000;
    private static final Set<String> CHOICES = Set.of(FeedbackVerdict.NOT_NEWS.name(), FeedbackVerdict.NEWS.name());

    private static final Fields<Said> FIELDS = new Fields<>(
            required(text("model", "a model's name", CheckpointKeys::isModelName, (said, model) -> said.model = model)),
            required(whole(
                    "partition", 0, Integer.MAX_VALUE, (said, partition) -> said.partition = partition.intValue())),
            required(whole("offset", 0, Long.MAX_VALUE, (said, offset) -> said.offset = offset)),
            required(text(
                    "verdict",
                    "NOT_NEWS or NEWS",
                    CHOICES::contains,
                    (said, verdict) -> said.verdict = FeedbackVerdict.valueOf(verdict))));

    private final Deserializer<SpecificRecord> avro;
    private final Feedback feedback;
    private final Map<Place, FeedbackVerdict> newest = new LinkedHashMap<>();
    private final Tail tail;

    /** A record that a model was told of. */
    private record Place(String model, int partition, long offset) {}

    /** What the fields are gathered in. */
    private static final class Said {
        private String model;
        private int partition;
        private long offset;
        private FeedbackVerdict verdict;
    }

    Verdicts(Configuration configuration, RegistryIds ids) {
        this.avro = AvroSerdes.values(configuration, ids).deserializer();
        this.feedback = new Feedback(configuration);
        this.tail = new Tail(configuration, TopicNames.FEEDBACK, reader -> reader.toLast(KEPT_MAX), this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (!(avro.deserialize(TopicNames.FEEDBACK, record.headers(), record.value()) instanceof CorpusFeedback said)) {
            throw new UnreadableException("expected a CorpusFeedback");
        }
        if (said.getPartition() == null || said.getOffset() == null) {
            return; // of a text whose place nobody told
        }
        var place = new Place(said.getModel(), said.getPartition(), said.getOffset());
        synchronized (this) {
            newest.remove(place);
            newest.put(place, said.getVerdict());
            if (newest.size() > KEPT_MAX) {
                newest.remove(newest.keySet().iterator().next());
            }
        }
    }

    /** What was said last of a record; null: nothing. */
    synchronized String of(String model, int partition, long offset) {
        var verdict = newest.get(new Place(model, partition, offset));
        return verdict == null ? null : verdict.name();
    }

    /**
     * Writes what somebody says of a record.
     *
     * @throws Refusal if the record is not there
     */
    void say(Context context) {
        var said = new Said();
        FIELDS.read(JsonBody.object(JsonBody.bytes(context.bodyInputStream(), BODY_MAX, null)), said);
        try {
            feedback.say(said.verdict, said.model, said.partition, said.offset);
        } catch (NoSuchElementException e) {
            throw Refusal.of(404, e.getMessage());
        }
        context.json(Map.of("verdict", said.verdict.name()));
    }

    /** What follows the topic. */
    Tail tail() {
        return tail;
    }

    @Override
    public void close() {
        tail.close();
        feedback.close();
    }
}
