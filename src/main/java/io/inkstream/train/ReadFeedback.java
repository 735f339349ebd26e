package io.inkstream.train;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.FeedbackVerdict;
import io.inkstream.serde.SchemaHeader;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.deadletter.DeadLetterLog;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.corpus.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.LoggerFactory;

/** Reads what people say on {@code corpus-feedback}, and gives it a place in the order of the model's text. */
final class ReadFeedback implements Processor<byte[], byte[], byte[], byte[]> {

    private static final byte[] NO_TEXT = new byte[0];

    private final Deserializer<SpecificRecord> avro;
    private final Unseen unseen;
    private final TrainerListener listener;
    private final DeadLetterLog log;
    private ProcessorContext<byte[], byte[]> context;
    private DeadLetterWriter deadLetters;

    ReadFeedback(Deserializer<SpecificRecord> avro, Unseen unseen, LongSupplier nanoTime, TrainerListener listener) {
        this.avro = avro;
        this.unseen = unseen;
        this.listener = listener;
        this.log = new DeadLetterLog(LoggerFactory.getLogger(ReadFeedback.class), nanoTime);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        deadLetters = new DeadLetterWriter(context, TrainerTopology.FEEDBACK_DEAD_LETTERS, log, listener);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            // What was removed unread is no text: no manifest tells of it.
            unseen.take(
                    TopicNames.FEEDBACK, context.recordMetadata().orElseThrow().partition());
            var feedback = feedback(record);
            var judged =
                    new Record<>(feedback.getModel().getBytes(StandardCharsets.UTF_8), NO_TEXT, record.timestamp());
            Verdict.of(feedback.getVerdict() == FeedbackVerdict.NEWS, feedback.getText())
                    .to(judged.headers());
            context.forward(judged, TrainerTopology.FEEDBACK_SINK);
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e; // the record may be good: it is read again when the registry is back
            }
            deadLetters.reject(record, e);
        }
    }

    private CorpusFeedback feedback(Record<byte[], byte[]> record) {
        byte[] value = SchemaHeader.framed(record.value(), record.headers());
        if (!(avro.deserialize(TopicNames.FEEDBACK, record.headers(), value) instanceof CorpusFeedback feedback)) {
            throw new UnreadableException(
                    UnreadableException.Reason.OTHER_RECORD,
                    "a record of " + TopicNames.FEEDBACK + " must be a CorpusFeedback, as inkstream dismiss writes it");
        }
        if (feedback.getVerdict() == FeedbackVerdict.OTHER) {
            throw new UnreadableException(
                    UnreadableException.Reason.OTHER_RECORD, "a verdict must be NOT_NEWS or NEWS");
        }
        if (!CheckpointKeys.isModelName(feedback.getModel())) {
            throw new UnreadableException(
                    UnreadableException.Reason.MODEL,
                    "a verdict must name the model that raised the alert: " + CheckpointKeys.MODEL_NAME);
        }
        if (feedback.getText().isBlank()) {
            throw new UnreadableException(
                    UnreadableException.Reason.NO_TEXT, "a verdict must contain the text of its record: it is blank");
        }
        return feedback;
    }
}
