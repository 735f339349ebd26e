package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.inkstream.engine.Engine;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.generate.admission.Admitted;
import io.inkstream.generate.admission.Starter;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.Problem;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.schedule.LoadedModel;
import io.inkstream.generate.schedule.Progress;
import io.inkstream.generate.schedule.Scheduler;
import io.inkstream.generate.store.Session;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.DrawnId;
import io.inkstream.schema.Experts;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.serde.TrustedSchemas;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Writer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each field of a prompt does to its reply. */
final class PromptFieldsTest {

    static {
        TrustedSchemas.trust();
    }

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final LoadedModel model = model(10, 1);
    private final Engine engine = new Nd4jEngine();
    private final InstantSource clock = InstantSource.fixed(NOW);
    private final ReplyMapper replies = new ReplyMapper("prompts", "default", clock);

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
    void a_model_that_keeps_no_text_cannot_say_what_is_a_copy_of_it() {
        var reply = reply(prompt -> prompt.setCopyMax(32));
        assertThat(reply.getFinishReason()).isEqualTo(FinishReason.ERROR);
        assertThat(reply.getErrorField()).isEqualTo("copyMax");
        assertThat(reply.getError())
                .isEqualTo("copyMax must be 0 with a model without a mixture (mixture.bits=0), which keeps no text to"
                        + " compare with: 32");
    }

    @Test
    void the_network_of_a_model_with_a_mixture_answers_alone_where_that_is_asked_for() {
        var alone = model(MixtureSize.NONE, 10, 1);
        var both = model(new MixtureSize(10), 10, 1);
        UnaryOperator<Prompt.Builder> network = prompt -> prompt.setLogprobs(2).setEcho(true);
        var expected = answer(network, Optional.empty(), alone);
        var found = answer(prompt -> network.apply(prompt).setExperts(Experts.NETWORK), Optional.empty(), both);
        assertThat(found.reply().getText()).isEqualTo(expected.reply().getText());
        assertThat(found.reply().getLogprobs()).isEqualTo(expected.reply().getLogprobs());
        assertThat(found.reply().getMeanBitsPerCharacter())
                .isEqualTo(expected.reply().getMeanBitsPerCharacter());

        assertThat(answer(network, Optional.empty(), both).reply().getLogprobs())
                .isNotEqualTo(expected.reply().getLogprobs());
    }

    @Test
    void a_model_that_is_a_network_alone_has_no_experts_to_choose_from() {
        var reply = reply(prompt -> prompt.setExperts(Experts.NETWORK));
        assertThat(reply.getFinishReason()).isEqualTo(FinishReason.ERROR);
        assertThat(reply.getErrorField()).isEqualTo("experts");
        assertThat(reply.getError())
                .isEqualTo("experts must be all with a model without a mixture (mixture.bits=0), whose network writes"
                        + " alone anyway: network");
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

    private String after(SessionPolicy policy, Optional<Session> before, LoadedModel newest) {
        return answer(prompt -> prompt.setText("a").setLength(1).setPolicy(policy), before, newest)
                .reply()
                .getSessionSha256();
    }

    @Test
    void a_count_gives_several_continuations_of_which_the_first_is_the_one_without_it() {
        var three = answers(prompt -> prompt.setCount(3).setSeed(6L), Optional.empty(), model).stream()
                .map(ReplyMapper.Answer::reply)
                .toList();
        assertThat(three).extracting(GeneratedText::getIndex).containsExactly(0, 1, 2);
        assertThat(three).extracting(GeneratedText::getCount).containsOnly(3);
        assertThat(three).extracting(GeneratedText::getText).doesNotHaveDuplicates();
        assertThat(three.get(0).getText())
                .isEqualTo(reply(prompt -> prompt.setSeed(6L)).getText());
        long seed = three.get(2).getSeed();
        assertThat(three.get(2).getText())
                .isEqualTo(reply(prompt -> prompt.setSeed(seed)).getText());
    }

    @Test
    void logprobs_name_the_likeliest_characters_and_what_was_drawn_and_their_mean_is_the_replys() {
        assertThat(reply(prompt -> prompt).getLogprobs()).isEmpty();
        var reply = reply(prompt -> prompt.setLogprobs(3));
        var drawn = reply.getLogprobs();
        assertThat(drawn).hasSize(100);
        assertThat(drawn.stream().map(DrawnId::getText).collect(Collectors.joining()))
                .isEqualTo(reply.getText());
        double bits = drawn.stream()
                .mapToDouble(each -> -each.getLogprob() / Math.log(2))
                .average()
                .orElseThrow();
        assertThat(bits).isCloseTo(reply.getMeanBitsPerCharacter(), offset(1e-9));
        assertThat(drawn).allSatisfy(each -> {
            assertThat(each.getTop()).hasSize(3);
            double first = each.getTop().get(0).getLogprob();
            assertThat(first).isGreaterThanOrEqualTo(each.getTop().get(1).getLogprob());
            assertThat(each.getLogprob()).isLessThanOrEqualTo(first);
        });
        var all = reply(prompt -> prompt.setLogprobs(20).setLength(1))
                .getLogprobs()
                .get(0);
        assertThat(all.getTop().stream()
                        .mapToDouble(each -> Math.exp(each.getLogprob()))
                        .sum())
                .isBetween(0.7, 1.0);
        var greedy = reply(prompt -> prompt.setLogprobs(1).setTemperature(0));
        assertThat(greedy.getLogprobs())
                .allSatisfy(each -> assertThat(each.getTop().get(0).getText()).isEqualTo(each.getText()));
    }

    @Test
    void length_zero_scores_the_text_as_the_writer_does_and_the_session_goes_on_behind_it() {
        var scored = answer(prompt -> prompt.setLength(0).setLogprobs(2), Optional.empty(), model);
        var reply = scored.reply();
        assertThat(reply.getText()).isEmpty();
        assertThat(reply.getCharacters()).isZero();
        assertThat(reply.getFinishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(reply.getLogprobs().stream().map(DrawnId::getText).collect(Collectors.joining()))
                .as("all but the very first, which nothing came before")
                .isEqualTo("ne two ");
        assertThat(reply.getLogprobs())
                .allSatisfy(each -> assertThat(each.getTop()).hasSize(2));

        var writer = new Writer(engine, model.weights(), model.vocabulary());
        var first = writer.read(writer.begin(0), model.vocabulary().encode("o").ids());
        double bits = writer.bits(first, model.vocabulary().encode("ne two ").ids());
        assertThat(reply.getMeanBitsPerCharacter()).isCloseTo(bits / 7, offset(1e-9));
        assertThat(-reply.getLogprobs().stream()
                                .mapToDouble(DrawnId::getLogprob)
                                .sum()
                        / Math.log(2))
                .isCloseTo(bits, offset(1e-9));

        var next = answer(
                prompt -> prompt.setText("three").setLength(0).setLogprobs(1), Optional.of(scored.session()), model);
        assertThat(next.reply().getLogprobs().stream().map(DrawnId::getText).collect(Collectors.joining()))
                .as("behind a session each has a probability")
                .isEqualTo("three");
        var whole = answer(
                prompt -> prompt.setText("one two three")
                        .setLength(0)
                        .setLogprobs(1)
                        .setEcho(true),
                Optional.empty(),
                model);
        assertThat(whole.reply().getText()).isEqualTo("one two three");
        assertThat(whole.reply().getLogprobs().subList(7, 12))
                .extracting(DrawnId::getLogprob)
                .isEqualTo(next.reply().getLogprobs().stream()
                        .map(DrawnId::getLogprob)
                        .toList());
    }

    @Test
    void with_echo_the_text_s_own_log_probabilities_come_before_those_of_its_continuation() {
        var plain = reply(prompt -> prompt.setLogprobs(1));
        var echoed = reply(prompt -> prompt.setLogprobs(1).setEcho(true));
        assertThat(echoed.getText()).isEqualTo("one two " + plain.getText());
        assertThat(echoed.getLogprobs().stream().map(DrawnId::getText).collect(Collectors.joining()))
                .isEqualTo("ne two " + plain.getText());
        assertThat(echoed.getLogprobs().subList(7, 107)).isEqualTo(plain.getLogprobs());
        assertThat(echoed.getMeanBitsPerCharacter()).isEqualTo(plain.getMeanBitsPerCharacter());
    }

    @Test
    void a_score_of_a_single_character_has_nothing_to_say_and_one_without_logprobs_or_text_is_refused() {
        var single = reply(prompt -> prompt.setText("x").setLength(0).setLogprobs(1));
        assertThat(single.getLogprobs()).isEmpty();
        assertThat(single.getMeanBitsPerCharacter()).isNull();
        var nothing = Prompt.newBuilder().setText("x").setLength(0);
        assertThat(problem(nothing.build()).orElseThrow())
                .isEqualTo("length must be from 1 to 1000 characters (prompt.length.max), or with logprobs 0, which"
                        + " scores the text: 0");
        assertThat(problem(nothing.setText("").setLogprobs(1).build()).orElseThrow())
                .isEqualTo("text must not be empty where length is 0: there is nothing to score");
        assertThat(problem(nothing.setText("x".repeat(900)).setLogprobs(20).build())
                        .isPresent())
                .isFalse();
    }

    @Test
    void a_reply_says_how_long_its_prompt_waited() {
        var reply = reply(prompt -> prompt);
        assertThat(reply.getQueueMillis()).isEqualTo(3.0);
        assertThat(reply.getPrefillMillis()).isZero();
        assertThat(reply.getGenerationMillis()).isZero();
        assertThat(reply(prompt -> prompt.setDeadline(NOW.minusMillis(1))).getQueueMillis())
                .isNull();
    }

    @Test
    void what_a_reply_could_not_hold_is_refused_by_the_field_that_makes_it_too_large() {
        var long1000 = Prompt.newBuilder().setText("x").setLength(1000);
        assertThat(problem(long1000.setLogprobs(10).build()).orElseThrow())
                .matches("logprobs must be from 0 to \\d+ ids with length 1000: 10");
        assertThat(problem(long1000.setLogprobs(5).build())).isEmpty();
        assertThat(problem(Prompt.newBuilder().setText("x").setEcho(true).build(), 999_900)
                        .orElseThrow())
                .isEqualTo("echo must be false where text and continuation may have more than 1000000 bytes together: "
                        + "1000300");
    }

    @ParameterizedTest
    @CsvSource({
        "count, 0, from 1 to 16 continuations: 0",
        "count, 17, from 1 to 16 continuations: 17",
        "logprobs, -1, from 0 to 20 ids with length 100: -1",
        "logprobs, 21, from 0 to 20 ids with length 100: 21",
        "topK, -1, from 0 to 256 ids: -1",
        "topK, 257, from 0 to 256 ids: 257",
        "topP, 0, above 0 and at most 1: 0.0",
        "topP, 1.1, above 0 and at most 1: 1.1",
        "minP, -0.1, from 0 to 1: -0.1",
        "minP, NaN, from 0 to 1: NaN",
        "repetitionPenalty, 0, above 0 and at most 100: 0.0",
        "repetitionWindow, 300, from 0 to 256 ids: 300",
        "copyMax, 7, 0 or from 8 to 256 ids: 7",
        "xtcThreshold, 0, above 0 and at most 1: 0.0",
        "typicalP, 1.5, above 0 and at most 1: 1.5",
        "minLength, 101, from 0 to 100 characters (length): 101",
    })
    void a_value_out_of_its_range_is_named_with_the_range(String field, double value, String message) {
        var prompt = Prompt.newBuilder().setText("x");
        switch (field) {
            case "count" -> prompt.setCount((int) value);
            case "logprobs" -> prompt.setLogprobs((int) value);
            case "topK" -> prompt.setTopK((int) value);
            case "topP" -> prompt.setTopP(value);
            case "minP" -> prompt.setMinP(value);
            case "repetitionPenalty" -> prompt.setRepetitionPenalty(value);
            case "copyMax" -> prompt.setCopyMax((int) value);
            case "xtcThreshold" -> prompt.setXtcThreshold(value);
            case "typicalP" -> prompt.setTypicalP(value);
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

    @Test
    void an_idempotency_key_needs_an_id_and_a_length() {
        var prompt = Prompt.newBuilder().setText("x").setIdempotencyKey("k");
        assertThat(problem(prompt.build())).contains("id must be given with idempotencyKey: null");
        prompt.setId("a");
        assertThat(problem(prompt.build())).isEmpty();
        assertThat(problem(prompt.setIdempotencyKey("").build()))
                .contains("idempotencyKey must be from 1 to 255 characters: 0");
        assertThat(problem(prompt.setIdempotencyKey("k".repeat(256)).build()))
                .contains("idempotencyKey must be from 1 to 255 characters: 256");
    }

    private static Optional<String> problem(Prompt prompt) {
        return problem(prompt, 10);
    }

    private static Optional<String> problem(Prompt prompt, int bytes) {
        return new PromptRules(1000, 1000).problem(prompt, bytes).map(Problem::message);
    }

    private GeneratedText reply(UnaryOperator<Prompt.Builder> fields) {
        return answer(fields, Optional.empty(), model).reply();
    }

    private ReplyMapper.Answer answer(
            UnaryOperator<Prompt.Builder> fields, Optional<Session> before, LoadedModel newest) {
        return answers(fields, before, newest).get(0);
    }

    private List<ReplyMapper.Answer> answers(
            UnaryOperator<Prompt.Builder> fields, Optional<Session> before, LoadedModel newest) {
        var pending = new PendingPrompt(
                new PromptRecord(null, new byte[0], NOW.minusMillis(3).toEpochMilli(), 0, 7),
                fields.apply(Prompt.newBuilder().setText("one two ")).build(),
                PendingPrompt.Begun.NOT);
        var admitted = new Starter(replies, engine, false, clock).start(pending, null, newest, before);
        if (admitted instanceof Admitted.Refused refused) {
            return List.of(new ReplyMapper.Answer(refused.replies().get(0), null));
        }
        var scheduler = new Scheduler(engine, 1, clock);
        scheduler.accept(pending);
        scheduler.start(((Admitted.Started) admitted).start());
        var answers = new TreeMap<Integer, ReplyMapper.Answer>();
        while (scheduler.running() > 0) {
            for (var progress : scheduler.step()) {
                if (progress instanceof Progress.End end) {
                    answers.put(end.sequence().index(), replies.finish(end));
                }
            }
        }
        return List.copyOf(answers.values());
    }

    private static LoadedModel model(long step, long seed) {
        return model(MixtureSize.NONE, step, seed);
    }

    private static LoadedModel model(MixtureSize mixture, long step, long seed) {
        var settings = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(12, 1, 0, 0, 0.6),
                new WindowSettings(2, 10, 5, 0, 0),
                new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(1, 1, 0), 1, 0),
                mixture,
                seed);
        var weights = new Learner(settings, new Nd4jEngine()).weights();
        return new LoadedModel("default", step, weights.sha256(), 0, Vocabulary.named("text8"), weights);
    }
}
