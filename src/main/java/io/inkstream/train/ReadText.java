package io.inkstream.train;

import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.deadletter.DeadLetterLog;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.train.corpus.LeftOut;
import io.inkstream.train.corpus.RecordText;
import io.inkstream.train.corpus.Slices;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.Thinning;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.loop.TrainerSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
    private final Optional<Thinning> thinning;
    private final TrainerListener listener;
    private ProcessorContext<byte[], byte[]> context;
    private DeadLetterWriter deadLetters;

    ReadText(
            TrainerSettings settings,
            Deserializer<SpecificRecord> avro,
            Unseen unseen,
            Optional<Thinning> thinning,
            LongSupplier nanoTime,
            TrainerListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.text = new RecordText(settings.corpus().field(), settings.corpus().lineEnd(), avro);
        this.unseen = unseen;
        this.thinning = thinning;
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
            String model = settings.models().naming().model(record.key());
            String text = this.text.of(record.value(), record.headers());
            if (thinning.isPresent() && thinning.get().leavesOut(model, record.timestamp())) {
                leaveOut(model, record, text);
            } else {
                handOn(model, record, text);
            }
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e; // the record may be good: it is read again when the registry is back
            }
            deadLetters.reject(record, e);
        }
    }

    private void handOn(String model, Record<byte[], byte[]> record, String text) {
        var place = context.recordMetadata().orElseThrow();
        listener.read(place.partition(), model, text.codePointCount(0, text.length()));
        var gone = unseen.take(TopicNames.CORPUS, place.partition());
        boolean heldOut = settings.validation().share().holdsOut(place.partition(), place.offset(), text);
        for (var slices = new Slices(text, settings.corpus().sliceCharacters()).iterator(); slices.hasNext(); ) {
            var slice = ordered(model, slices.next(), record.timestamp());
            source(record, !slices.hasNext()).to(slice.headers());
            if (heldOut) {
                ValidationShare.mark(slice.headers());
            }
            Unseen.to(slice.headers(), gone);
            gone = List.of();
            context.forward(slice, TrainerTopology.ORDERED_SINK);
        }
    }

    /** What was gone before it waits for the next text: a model that is left out of it may have lost nothing. */
    private void leaveOut(String model, Record<byte[], byte[]> record, String text) {
        var leftOut = LeftOut.record(text);
        listener.leftOut(model, leftOut.characters());
        var mark = ordered(model, "", context.currentSystemTimeMs()); // or it would be old text that waits
        source(record, true).to(mark.headers());
        leftOut.to(mark.headers());
        context.forward(mark, TrainerTopology.ORDERED_SINK);
    }

    private static Record<byte[], byte[]> ordered(String model, String text, long timestamp) {
        return new Record<>(model.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8), timestamp);
    }

    private Source source(Record<byte[], byte[]> record, boolean last) {
        var place = context.recordMetadata().orElseThrow();
        return Source.of(place.partition(), place.offset(), last, record.timestamp(), record.key());
    }
}
