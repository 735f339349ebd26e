package io.inkstream.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.engine.Engine;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.text.BytesVocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class BatchTest {

    private final Engine engine = new Nd4jEngine();
    private final BytesVocabulary bytes = new BytesVocabulary();
    private final Parameters weights = Parameters.truncatedNormal(new NetworkShape(256, 10, 1), 0, 1, new Random(6));
    private final Writer writer = new Writer(engine, weights, bytes);

    private record Text(String prompt, long seed, Sampler sampler, Ending ending) {}

    @Property(tries = 40)
    void what_is_written_does_not_depend_on_what_is_written_beside_it(@ForAll long seed) {
        var random = new Random(seed);
        var texts = new ArrayList<Text>();
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            texts.add(new Text(
                    "prompt %d, é€".formatted(random.nextInt(1000)).substring(random.nextInt(7)),
                    random.nextLong(),
                    new Sampler(Sampling.at(random.nextInt(3) * 0.7)
                            .with("topK", random.nextInt(40))
                            .with("topP", 0.9)
                            .with("adapt", random.nextInt(3))
                            .with("repetitionPenalty", 1.1)
                            .with("repetitionWindow", 20)),
                    new Ending(1 + random.nextInt(30), 0, List.of("e", "qz"))));
        }

        var batch = new Batch(engine, weights, bytes);
        var lanes = new ArrayList<Lane>();
        while (lanes.size() < texts.size() || !batch.isEmpty()) {
            if (lanes.size() < texts.size() && random.nextInt(3) == 0) {
                var text = texts.get(lanes.size());
                lanes.add(batch.join(
                        writer.begin(text.seed()),
                        ids(text.prompt()),
                        text.sampler(),
                        text.ending(),
                        new Logprobs.Wanted(2, false)));
                if (random.nextInt(6) == 0) {
                    batch.cancel(lanes.get(random.nextInt(lanes.size())));
                }
            }
            batch.step();
        }

        for (int i = 0; i < texts.size(); i++) {
            if (!lanes.get(i).isDone()) {
                continue; // it was cancelled
            }
            var text = texts.get(i);
            var alone = writer.write(
                    writer.read(writer.begin(text.seed()), ids(text.prompt())), text.sampler(), text.ending());
            var beside = lanes.get(i).written();
            assertThat(beside.text()).isEqualTo(alone.text());
            assertThat(beside.stop()).isEqualTo(alone.stop());
            assertThat(beside.bits()).isEqualTo(alone.bits());
            assertThat(beside.position().random()).isEqualTo(alone.position().random());
            assertThat(beside.position().recent()).isEqualTo(alone.position().recent());
            assertThat(beside.position().state().cell().elements())
                    .isEqualTo(alone.position().state().cell().elements());
        }
    }

    @Test
    void what_is_settled_only_grows_and_never_holds_the_beginning_of_a_stop_text() {
        String whole = writer.write(writer.read(writer.begin(5), ids("a")), Sampler.at(1), Ending.after(60))
                .text();
        String stop = whole.substring(whole.offsetByCodePoints(0, 30), whole.offsetByCodePoints(0, 33));
        var batch = new Batch(engine, weights, bytes);
        var lane = batch.join(writer.begin(5), ids("a"), Sampler.at(1), new Ending(60, 0, List.of(stop)));
        String settled = "";
        while (!lane.isDone()) {
            batch.step();
            assertThat(lane.settled()).startsWith(settled);
            settled = lane.settled();
        }
        assertThat(settled).isEqualTo(lane.written().text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    }

    private static byte[] ids(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
