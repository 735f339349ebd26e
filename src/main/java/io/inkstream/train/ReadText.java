package io.inkstream.train;

import io.inkstream.serde.DeadLetterLog;
import io.inkstream.serde.RegistryFailures;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.LoggerFactory;

/** Reads the text out of whatever arrives on {@code corpus-in} and hands it on in slices, under the name of its model. */
final class ReadText implements Processor<byte[], byte[], byte[], byte[]> {

    private final TrainerSettings settings;
    private final RecordText text;
    private final DeadLetterLog log;
    private final Unseen unseen;
    private final TrainerListener listener;
    private ProcessorContext<byte[], byte[]> context;
    private DeadLetterWriter deadLetters;

    ReadText(
            TrainerSettings settings,
            Deserializer<SpecificRecord> avro,
            Unseen unseen,
            LongSupplier nanoTime,
            TrainerListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.text = new RecordText(settings.corpus().field(), settings.corpus().lineEnd(), avro);
        this.unseen = unseen;
        this.log = new DeadLetterLog(LoggerFactory.getLogger(ReadText.class), nanoTime);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        deadLetters = new DeadLetterWriter(context, TrainerTopology.READ_DEAD_LETTERS, log, listener);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            byte[] model = settings.models().naming().model(record.key()).getBytes(StandardCharsets.UTF_8);
            String text = this.text.of(record.value(), record.headers());
            listener.read(
                    context.recordMetadata().orElseThrow().partition(),
                    settings.models().naming().model(record.key()),
                    text.codePointCount(0, text.length()));
            var gone = unseen.take(
                    TopicNames.CORPUS, context.recordMetadata().orElseThrow().partition());
            var place = context.recordMetadata().orElseThrow();
            boolean heldOut = settings.validation().share().holdsOut(place.partition(), place.offset(), text);
            for (var slices = new Slices(text, settings.corpus().sliceCharacters()).iterator(); slices.hasNext(); ) {
                var slice = new Record<>(model, slices.next().getBytes(StandardCharsets.UTF_8), record.timestamp());
                source(record, !slices.hasNext()).to(slice.headers());
                if (heldOut) {
                    ValidationShare.mark(slice.headers());
                }
                Unseen.to(slice.headers(), gone);
                gone = List.of();
                context.forward(slice, TrainerTopology.ORDERED_SINK);
            }
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e; // the record may be good: it is read again when the registry is back
            }
            deadLetters.reject(record, e);
        }
    }

    private Source source(Record<byte[], byte[]> record, boolean last) {
        var place = context.recordMetadata().orElseThrow();
        return Source.of(place.partition(), place.offset(), last, record.timestamp(), record.key());
    }
}
