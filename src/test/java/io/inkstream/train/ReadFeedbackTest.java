package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.FeedbackVerdict;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.train.corpus.OrderedRecord;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.corpus.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReadFeedbackTest {

    private final AvroWithoutRegistry avro = new AvroWithoutRegistry();
    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final List<UnreadableException.Reason> rejected = new ArrayList<>();
    private final ReadFeedback processor =
            new ReadFeedback(avro.deserializer(), new Unseen(), () -> 0, new TrainerListener() {
                @Override
                public void rejected(String topic, UnreadableException.Reason reason) {
                    assertThat(topic).isEqualTo(TopicNames.FEEDBACK);
                    rejected.add(reason);
                }
            });

    @BeforeEach
    void begin() {
        context.setRecordMetadata(TopicNames.FEEDBACK, 0, 3);
        processor.init(context);
    }

    @Test
    void a_verdict_goes_on_under_its_models_name_as_an_empty_record_with_a_header() {
        process(feedback("m.1", FeedbackVerdict.NOT_NEWS, "disk 7 is full\n"));
        process(feedback("m.1", FeedbackVerdict.NEWS, "\ud83d\udd25".repeat(600)));
        assertThat(rejected).isEmpty();
        assertThat(context.forwarded()).hasSize(2).allSatisfy(forward -> {
            assertThat(forward.childName()).contains(TrainerTopology.FEEDBACK_SINK);
            assertThat(forward.record().key()).isEqualTo("m.1".getBytes(StandardCharsets.UTF_8));
            assertThat(forward.record().value()).isEmpty();
            assertThat(forward.record().timestamp()).isEqualTo(77);
        });
        assertThat(context.forwarded())
                .extracting(forward -> OrderedRecord.verdict(
                                forward.record().headers(), forward.record().value())
                        .orElseThrow())
                .containsExactly(new Verdict(false, "disk 7 is full\n"), new Verdict(true, "\ud83d\udd25".repeat(512)));
    }

    @Test
    void what_cannot_be_used_is_a_dead_letter_as_it_came_with_the_reason() {
        byte[] good = bytes(feedback("m", FeedbackVerdict.NEWS, "disk 7 is full"));
        byte[] cut = Arrays.copyOf(good, good.length - 5);
        process(feedback("a model", FeedbackVerdict.NEWS, "disk 7 is full"));
        process(feedback("m", FeedbackVerdict.OTHER, "disk 7 is full"));
        process(feedback("m", FeedbackVerdict.NOT_NEWS, " \n"));
        process(new CorpusText("disk 7 is full"));
        process(cut);
        process("disk 7 is full".getBytes(StandardCharsets.UTF_8));
        process((byte[]) null);
        assertThat(rejected)
                .containsExactly(
                        UnreadableException.Reason.MODEL,
                        UnreadableException.Reason.OTHER_RECORD,
                        UnreadableException.Reason.NO_TEXT,
                        UnreadableException.Reason.OTHER_RECORD,
                        UnreadableException.Reason.AVRO,
                        UnreadableException.Reason.AVRO,
                        UnreadableException.Reason.OTHER_RECORD);
        assertThat(context.forwarded())
                .hasSize(7)
                .allSatisfy(forward -> assertThat(forward.childName()).contains(TrainerTopology.FEEDBACK_DEAD_LETTERS));
        assertThat(context.forwarded().get(4).record().value()).isEqualTo(cut);
    }

    private static CorpusFeedback feedback(String model, FeedbackVerdict verdict, String text) {
        return CorpusFeedback.newBuilder()
                .setModel(model)
                .setVerdict(verdict)
                .setText(text)
                .build();
    }

    private byte[] bytes(SpecificRecord value) {
        return avro.serializer().serialize(TopicNames.FEEDBACK, value);
    }

    private void process(SpecificRecord value) {
        process(bytes(value));
    }

    private void process(byte[] value) {
        processor.process(new Record<>(null, value, 77));
    }
}
