package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.lstm.Batch;
import io.inkstream.lstm.Engine;
import io.inkstream.lstm.Learner;
import io.inkstream.lstm.LearnerSettings;
import io.inkstream.lstm.LearningRate;
import io.inkstream.lstm.Nd4jEngine;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.serde.TrustedSchemas;
import io.inkstream.text.Vocabulary;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each field of a prompt does to its reply. */
final class PromptFieldsTest {

    static {
        TrustedSchemas.trust();
    }

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Models.Loaded model = model(10, 1);
    private final Engine engine = new Nd4jEngine();
    private final Replies replies = new Replies("prompts", "default", engine, InstantSource.fixed(NOW));

    @Test
    void without_any_field_a_hundred_characters_come_at_temperature_0_8() {
        var reply = reply(prompt -> prompt);
        assertThat(reply.getText()).hasSize(100);
        assertThat(reply.getFinishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(reply.getText())
                .isEqualTo(reply(prompt -> prompt.setTemperature(0.8)).getText());
    }

    @Test
    void length_is_how_many_characters_come() {
        assertThat(reply(prompt -> prompt.setLength(7)).getText()).hasSize(7);
    }

    @Test
    void a_top_k_of_one_and_a_tiny_top_p_and_a_min_p_of_one_write_what_temperature_zero_does() {
        String greedy = reply(prompt -> prompt.setTemperature(0)).getText();
        assertThat(reply(prompt -> prompt.setTopK(1)).getText()).isEqualTo(greedy);
        assertThat(reply(prompt -> prompt.setTopP(1e-9)).getText()).isEqualTo(greedy);
        assertThat(reply(prompt -> prompt.setMinP(1)).getText()).isEqualTo(greedy);
        assertThat(reply(prompt -> prompt).getText()).isNotEqualTo(greedy);
    }

    @Test
    void a_great_repetition_penalty_writes_each_character_once_while_there_are_others() {
        var reply = reply(prompt ->
                prompt.setTemperature(0).setLength(20).setRepetitionPenalty(100).setRepetitionWindow(64));
        assertThat(reply.getText().chars().distinct().count())
                .isGreaterThan(reply(prompt -> prompt.setTemperature(0).setLength(20))
                        .getText()
                        .chars()
                        .distinct()
                        .count());
    }

    @Test
    void a_stop_text_ends_the_reply_and_is_named() {
        String whole = reply(prompt -> prompt).getText();
        String stop = whole.substring(30, 32);
        var reply = reply(prompt -> prompt.setStop(List.of(stop)));
        assertThat(reply.getText()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(reply.getFinishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.getStop()).isEqualTo(stop);
        var atLeast = reply(prompt -> prompt.setStop(List.of(stop)).setMinLength(60));
        assertThat(atLeast.getText().length()).isGreaterThanOrEqualTo(60 - stop.length());
    }

    @Test
    void the_seed_decides_and_is_given_back() {
        assertThat(reply(prompt -> prompt.setSeed(9L)).getText())
                .isEqualTo(reply(prompt -> prompt.setSeed(9L)).getText())
                .isNotEqualTo(reply(prompt -> prompt.setSeed(10L)).getText());
        assertThat(reply(prompt -> prompt.setSeed(9L)).getSeed()).isEqualTo(9);
    }

    @Test
    void echo_puts_the_prompt_before_its_continuation() {
        assertThat(reply(prompt -> prompt.setEcho(true)).getText())
                .isEqualTo("one two " + reply(prompt -> prompt).getText());
    }

    @Test
    void a_prompt_whose_deadline_has_passed_is_not_worked_on() {
        var late = answer(prompt -> prompt.setDeadline(NOW.minusMillis(1)), Optional.empty(), model);
        assertThat(late.reply().getFinishReason()).isEqualTo(FinishReason.EXPIRED);
        assertThat(late.reply().getText()).isEmpty();
        assertThat(late.session()).isNull();
        assertThat(reply(prompt -> prompt.setDeadline(NOW)).getFinishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void the_digest_of_the_session_tells_states_apart() {
        assertThat(reply(prompt -> prompt.setSeed(1L)).getSessionSha256())
                .matches("[0-9a-f]{64}")
                .isEqualTo(reply(prompt -> prompt.setSeed(1L)).getSessionSha256())
                .isNotEqualTo(reply(prompt -> prompt.setSeed(2L)).getSessionSha256());
    }

    @Test
    void a_session_is_computed_anew_under_a_newer_checkpoint_only_if_the_policy_says_so() {
        var before = Optional.of(
                answer(prompt -> prompt.setSeed(4L), Optional.empty(), model).session());
        var newer = model(20, 2);
        assertThat(after(SessionPolicy.REPRIME, before, newer)).isNotEqualTo(after(SessionPolicy.CARRY, before, newer));
        assertThat(after(SessionPolicy.REPRIME, before, model)).isEqualTo(after(SessionPolicy.CARRY, before, model));
    }

    private String after(SessionPolicy policy, Optional<Session> before, Models.Loaded newest) {
        return answer(prompt -> prompt.setText("a").setLength(1).setPolicy(policy), before, newest)
                .reply()
                .getSessionSha256();
    }

    @ParameterizedTest
    @CsvSource({
        "topK, -1, from 0 to 256 ids: -1",
        "topK, 257, from 0 to 256 ids: 257",
        "topP, 0, above 0 and at most 1: 0.0",
        "topP, 1.1, above 0 and at most 1: 1.1",
        "minP, -0.1, from 0 to 1: -0.1",
        "minP, NaN, from 0 to 1: NaN",
        "repetitionPenalty, 0, above 0 and at most 100: 0.0",
        "repetitionWindow, 300, from 0 to 256 ids: 300",
        "minLength, 101, from 0 to 100 characters (length): 101",
    })
    void a_value_out_of_its_range_is_named_with_the_range(String field, double value, String message) {
        var prompt = Prompt.newBuilder().setText("x");
        switch (field) {
            case "topK" -> prompt.setTopK((int) value);
            case "topP" -> prompt.setTopP(value);
            case "minP" -> prompt.setMinP(value);
            case "repetitionPenalty" -> prompt.setRepetitionPenalty(value);
            case "repetitionWindow" -> prompt.setRepetitionWindow((int) value);
            default -> prompt.setMinLength((int) value);
        }
        assertThat(problem(prompt.build())).contains(field + " must be " + message);
    }

    @Test
    void stop_texts_are_bounded_in_number_and_length() {
        assertThat(problem(Prompt.newBuilder().setText("x").setStop(List.of("")).build()))
                .contains("stop must be from 1 to 100 characters each: 0");
        assertThat(problem(Prompt.newBuilder()
                        .setText("x")
                        .setStop(Collections.nCopies(17, "a"))
                        .build()))
                .contains("stop must be from 0 to 16 texts: 17");
    }

    private static Optional<String> problem(Prompt prompt) {
        return new Prompts(
                        new GeneratorSettings("default", 1000, 1000, 10, 10), new AvroWithoutRegistry().deserializer())
                .problem(prompt, 10);
    }

    private GeneratedText reply(UnaryOperator<Prompt.Builder> fields) {
        return answer(fields, Optional.empty(), model).reply();
    }

    private Replies.Answer answer(
            UnaryOperator<Prompt.Builder> fields, Optional<Session> before, Models.Loaded newest) {
        var job = new Job(
                new Asked(null, new byte[0], 0, 0, 7),
                fields.apply(Prompt.newBuilder().setText("one two ")).build(),
                Job.Begun.NOT);
        var beginning = replies.begin(job, null, newest, before);
        if (beginning instanceof Replies.Begun begun) {
            var batch = new Batch(engine, newest.weights(), newest.vocabulary());
            var lane = batch.join(begun.from(), begun.text(), begun.sampler(), begun.ending());
            while (!batch.isEmpty()) {
                batch.step();
            }
            return replies.finish(job, begun, lane.written(), 0, 0);
        }
        return new Replies.Answer(((Replies.Refused) beginning).reply(), null);
    }

    private static Models.Loaded model(long step, long seed) {
        var settings = new LearnerSettings("text8", 12, 2, 10, 5, "sgd", new LearningRate(1, 1, 0), 1, 0, 0, 0.6, seed);
        var weights = new Learner(settings, new Nd4jEngine()).weights();
        return new Models.Loaded("default", step, weights.sha256(), Vocabulary.named("text8"), weights);
    }
}
