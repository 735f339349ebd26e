package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.tuple;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.engine.Engine;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.generate.admission.PendingLimit;
import io.inkstream.generate.request.PromptHeaders;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.request.ValueFormats;
import io.inkstream.generate.shadow.ShadowMetrics;
import io.inkstream.learn.Perplexity;
import io.inkstream.schema.Adapt;
import io.inkstream.schema.Experts;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GeneratorTopologyTest {

    private static final GeneratorSettings SETTINGS = settings(3, false);

    private final AvroWithoutRegistry avro = new AvroWithoutRegistry();
    private TopologyTestDriver driver;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        driver = newDriver("a", SETTINGS);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void a_plain_text_prompt_is_answered_with_every_default_by_the_newest_checkpoint() {
        var checkpoint = publish("default", 20, 1);
        ask(null, "the ".getBytes(StandardCharsets.UTF_8));

        var reply = replies().get(0).value();
        assertThat(reply.getText()).hasSize(100).matches("[a-z ]*");
        assertThat(reply.getFinishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(reply.getStep()).isEqualTo(20);
        assertThat(reply.getCheckpoint()).isEqualTo(checkpoint.weights().sha256());
        assertThat(reply.getId()).isEqualTo("prompts-0@0");
        assertThat(reply.getPromptCharacters()).isEqualTo(4);
        assertThat(reply.getCharacters()).isEqualTo(100);
        assertThat(reply.getMeanBitsPerCharacter()).isBetween(1.0, 8.0);
        assertThat(reply.getError()).isNull();
    }

    @Test
    void a_session_goes_on_where_it_was_and_reset_begins_anew() {
        publish("default", 20, 1);
        ask("s", prompt("one two ").setId("whole").setLength(30).setSeed(5L));
        ask("t", prompt("one two ").setId("begun").setLength(10).setSeed(5L));
        ask("t", prompt("").setId("gone on").setLength(20));
        ask("t", prompt("one two ").setId("anew").setLength(30).setSeed(5L).setReset(true));
        ask("t", prompt("one two ").setId("further").setLength(30));

        var texts = new HashMap<String, String>();
        replies()
                .forEach(reply -> texts.put(reply.value().getId(), reply.value().getText()));
        assertThat(texts.get("begun") + texts.get("gone on")).isEqualTo(texts.get("whole"));
        assertThat(texts.get("anew")).isEqualTo(texts.get("whole"));
        assertThat(texts.get("further")).isNotEqualTo(texts.get("whole"));
    }

    @Test
    void the_seed_in_a_reply_gives_the_reply_again() {
        publish("default", 20, 1);
        ask(null, prompt("one "));
        long seed = replies().get(0).value().getSeed();
        ask(null, prompt("one "));
        ask(null, prompt("one ").setSeed(seed));
        var replies = replies();
        assertThat(replies.get(1).value().getSeed()).isEqualTo(seed);
        assertThat(replies.get(0).value().getSeed()).isNotEqualTo(seed);
    }

    @Test
    void seeds_that_nobody_gave_are_numbers_that_javascript_has() {
        publish("default", 20, 1);
        for (int i = 0; i < 10; i++) {
            ask(null, prompt("one ").setLength(1).setCount(3));
        }
        var seeds = replies().stream().map(reply -> reply.value().getSeed()).toList();
        assertThat(seeds).hasSize(30).doesNotHaveDuplicates();
        assertThat(seeds).allSatisfy(seed -> assertThat(seed).isBetween(0L, (1L << 53) - 1));
    }

    @Test
    void temperature_zero_takes_the_likeliest_whatever_the_seed() {
        publish("default", 20, 1);
        ask(null, prompt("one ").setTemperature(0).setSeed(1L));
        ask(null, prompt("one ").setTemperature(0).setSeed(2L));
        var replies = replies();
        assertThat(replies.get(0).value().getText())
                .isEqualTo(replies.get(1).value().getText());
    }

    @Test
    void prompts_before_there_is_a_model_wait_in_order_and_one_too_many_is_told_so() {
        IntStream.range(0, 4).forEach(i -> ask("s", prompt("x").setId("p" + i).setLength(5)));
        assertThat(replies()).singleElement().satisfies(reply -> {
            assertThat(reply.value().getId()).isEqualTo("p3");
            assertThat(reply.value().getError()).contains("prompts.pending.max=3");
        });

        publish("default", 20, 1);
        work();

        assertThat(replies()).extracting(reply -> reply.value().getId()).containsExactly("p0", "p1", "p2");
    }

    @Test
    void a_newer_checkpoint_answers_with_the_session_carried_over() {
        publish("default", 20, 1);
        ask("s", prompt("one "));
        publish("default", 40, 2);
        ask("s", prompt(""));

        assertThat(replies()).extracting(reply -> reply.value().getStep()).containsExactly(20L, 40L);
    }

    @Test
    void a_pinned_session_stays_with_its_checkpoint_while_that_is_kept() {
        publish("default", 20, 1);
        ask("s", prompt("one "));
        publish("default", 40, 2);
        ask("s", prompt("").setPolicy(SessionPolicy.PINNED));
        replies().forEach(reply -> assertThat(reply.value().getStep()).isEqualTo(20));
        sendBytes(CheckpointKeys.manifest("default", 20), null);
        ask("s", prompt("").setPolicy(SessionPolicy.PINNED));
        assertThat(replies()).extracting(reply -> reply.value().getStep()).containsExactly(40L);
    }

    @Test
    void a_prompt_for_a_step_is_answered_as_of_that_step_while_it_is_kept_and_then_says_which_are() {
        publish("default", 20, 1);
        ask(null, prompt("one ").setSeed(5L));
        var then = replies().get(0).value();
        publish("default", 40, 2);
        publish("default", 60, 3);
        ask(null, prompt("one ").setSeed(5L).setStep(20L));
        ask(null, prompt("one ").setSeed(5L));
        var now = replies().stream().map(Reply::value).toList();
        assertThat(now).extracting(GeneratedText::getStep).containsExactly(20L, 60L);
        assertThat(now.get(0).getText())
                .isEqualTo(then.getText())
                .isNotEqualTo(now.get(1).getText());

        ask(null, prompt("one ").setStep(30L));
        assertThat(onlyReply().getErrorField()).isEqualTo("step");
        ask(null, prompt("one ").setStep(30L));
        assertThat(onlyReply().getError()).contains("default", "[60, 40, 20]", ": 30");
        ask(null, prompt("one ").setStep(-1L));
        assertThat(onlyReply().getError()).contains("step must be", "-1");
        sendBytes(CheckpointKeys.manifest("default", 20), null);
        ask(null, prompt("one ").setStep(20L));
        assertThat(onlyReply().getError()).contains("[60, 40]", ": 20");
    }

    private GeneratedText onlyReply() {
        var replies = replies();
        assertThat(replies).hasSize(1);
        return replies.get(0).value();
    }

    @Test
    void a_step_that_a_prompt_names_goes_before_the_sessions_policy_and_the_instances_pin() {
        restart(new GeneratorSettings(
                new GeneratorSettings.Model("default", OptionalLong.of(20), Optional.empty()),
                new PromptRules(200, 100),
                new PendingLimit(3, false),
                2,
                new GeneratorSettings.Stores(Duration.ZERO, true, false, Duration.ofDays(1)),
                Set.of(),
                ValueFormats.USUAL));
        publish("default", 20, 1);
        publish("default", 40, 2);
        ask("s", prompt("one "));
        ask("s", prompt("").setPolicy(SessionPolicy.PINNED).setStep(40L));
        ask("s", prompt("").setPolicy(SessionPolicy.PINNED));
        assertThat(replies()).extracting(reply -> reply.value().getStep()).containsExactly(20L, 40L, 40L);
    }

    @Test
    void half_a_checkpoint_and_what_is_none_are_passed_over() {
        publish("default", 20, 1);
        var records = records("default", 40, 2);
        send(CheckpointKeys.manifest("default", 40), records.manifest());
        sendBytes(CheckpointKeys.manifest("default", 60), new byte[] {0, 0, 0, 0, 9, 1, 2});
        send(CheckpointKeys.manifest("default", 80), records.manifest());
        send(CheckpointKeys.chunk("default", 80, 0), records.manifest());
        send(CheckpointKeys.chunk("default", 40, 0), records.manifest());
        sendBytes(null, new byte[] {1});
        ask(null, prompt("one "));

        assertThat(replies().get(0).value().getStep()).isEqualTo(20);
    }

    @Test
    void a_prompt_that_cannot_be_answered_gets_a_reply_that_says_why() {
        publish("default", 20, 1);
        ask(null, prompt("one").setLength(-1));
        ask(null, prompt("one").setLength(201));
        ask(null, prompt("one").setTemperature(Double.NaN));
        ask(null, prompt("one").setTemperature(-0.1));
        ask(null, prompt("one").setModel("nobody"));
        ask(null, prompt(""));
        ask(null, prompt("x".repeat(101)));

        var replies = replies();
        assertThat(replies).extracting(reply -> reply.value().getFinishReason()).containsOnly(FinishReason.ERROR);
        assertThat(replies)
                .extracting(reply -> reply.value().getError())
                .satisfiesExactly(
                        e -> assertThat(e).contains("length", "1 to 200", "-1"),
                        e -> assertThat(e).contains("length", "1 to 200", "201"),
                        e -> assertThat(e).contains("temperature", "0 to 100", "NaN"),
                        e -> assertThat(e).contains("temperature", "-0.1"),
                        e -> assertThat(e).contains("model", "default", "nobody"),
                        e -> assertThat(e).contains("text must not be empty"),
                        e -> assertThat(e).contains("text", "0 to 100", "101"));
    }

    @Test
    void a_reply_stays_small_whatever_the_prompt_repeats() {
        publish("default", 20, 1);
        ask("k", prompt("one").setId("i".repeat(1_000_000)));
        ask("k", prompt("one").setModel("m".repeat(1_000_000)));
        ask("k", prompt("one").setModel("🦊".repeat(101)));
        ask("k", prompt("x".repeat(1_000_000)));
        ask("k".repeat(20_000), prompt("one"));

        assertThat(replies())
                .allSatisfy(reply -> assertThat(avro.serializer().serialize(TopicNames.GENERATED, reply.value()).length)
                        .isLessThan(1500))
                .extracting(reply -> reply.value().getError())
                .satisfiesExactly(
                        e -> assertThat(e).contains("id", "0 to 1000", "1000000"),
                        e -> assertThat(e).contains("model", "1 to 100", "1000000", "mmm"),
                        e -> assertThat(e).contains("model", "1 to 100", "🦊 …"),
                        e -> assertThat(e).contains("text", "0 to 100"));
        assertThat(deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(new String(
                                letter.headers()
                                        .lastHeader("__streams.errors.message")
                                        .value(),
                                StandardCharsets.UTF_8))
                        .contains("key", "at most 16384 bytes", "20000"));
    }

    @Test
    void an_empty_key_is_no_session_and_an_empty_id_no_name() {
        publish("default", 20, 1);
        ask("", prompt("one two ").setId("").setSeed(5L));
        ask("", prompt("one two ").setId("").setSeed(5L));
        ask("", prompt("").setId("next"));
        ask("", prompt("one ").setIdempotencyKey("k").setId(""));
        ask("", prompt("").setCancel(true).setId(""));
        ask("", prompt("").setForget(true).setId("wish"));

        var replies = replies();
        assertThat(replies).extracting(Reply::key).containsOnlyNulls();
        assertThat(replies)
                .extracting(Reply::value)
                .satisfiesExactlyInAnyOrder(
                        reply -> assertThat(reply.getId()).isEqualTo("prompts-0@0"),
                        reply -> {
                            assertThat(reply.getId()).isEqualTo("prompts-0@1");
                            assertThat(reply.getText())
                                    .as("of the text alone, not of what another has read")
                                    .isEqualTo(replies.stream()
                                            .filter(each -> each.value().getId().equals("prompts-0@0"))
                                            .findFirst()
                                            .orElseThrow()
                                            .value()
                                            .getText());
                        },
                        reply -> assertThat(reply.getError()).contains("without a session to continue"),
                        reply -> assertThat(reply.getError()).contains("id must be given with idempotencyKey"),
                        reply -> assertThat(reply.getError()).contains("id must name the prompts to cancel"),
                        reply -> assertThat(reply.getError()).contains("must name the session to forget"));
    }

    @Test
    void whoever_is_named_in_a_prompt_that_can_be_read_gets_a_reply() {
        publish("default", 20, 1);
        ask("s", prompt("one").setId("stops").setStop(Collections.nCopies(20_000, "x")));
        ask("s", prompt("one").setId("empty stops").setStop(Collections.nCopies(900_000, "")));
        ask("k".repeat(20_000), prompt("one").setId("key"));

        assertThat(replies())
                .extracting(
                        reply -> reply.value().getId(), reply -> reply.value().getErrorField())
                .containsExactlyInAnyOrder(tuple("stops", "stop"), tuple("empty stops", "stop"), tuple("key", "key"));
        assertThat(deadLetters()).as("the one whose key is too long").hasSize(1);
    }

    @Test
    void what_is_no_prompt_is_a_dead_letter() {
        publish("default", 20, 1);
        ask("k", (byte[]) null);
        ask("k", new byte[] {(byte) 0xFF});
        ask("k", new byte[] {0, 1});
        ask("k", prompt("good"));

        assertThat(replies()).hasSize(1);
        var dead = deadLetters();
        assertThat(dead).hasSize(3).allSatisfy(letter -> {
            assertThat(letter.key()).isEqualTo("k".getBytes(StandardCharsets.UTF_8));
            assertThat(letter.headers().lastHeader("__streams.errors.message")).isNotNull();
        });
        assertThat(dead.get(1).value()).containsExactly(0xFF);
    }

    @Test
    void more_prompts_than_may_be_accepted_are_answered_as_well_and_those_of_a_session_in_order() {
        publish("default", 20, 1);
        IntStream.range(0, 12)
                .forEach(i -> ask(i % 2 == 0 ? "s" : null, prompt("one ").setId("p" + i)));
        var replies = replies();
        assertThat(replies).hasSize(12);
        assertThat(replies.stream()
                        .filter(reply -> reply.key() != null)
                        .map(reply -> reply.value().getId()))
                .containsExactly("p0", "p2", "p4", "p6", "p8", "p10");
    }

    @Test
    void a_short_reply_does_not_wait_for_a_long_one() {
        publish("default", 20, 1);
        ask(null, prompt("one ").setId("long").setLength(200));
        ask(null, prompt("one ").setId("short").setLength(5));
        assertThat(replies()).extracting(reply -> reply.value().getId()).containsExactly("short", "long");
    }

    @Test
    void a_reply_in_pieces_is_the_whole_reply_cut_up_with_the_last_one_marked() {
        publish("default", 20, 1);
        ask(null, prompt("one ").setSeed(3L).setLength(100));
        ask(null, prompt("one ").setSeed(3L).setLength(100).setStream(true).setEcho(true));

        var replies = replies().stream().map(Reply::value).toList();
        var pieces = replies.stream()
                .filter(reply -> reply.getId().equals("prompts-0@1"))
                .toList();
        assertThat(pieces).hasSize(7);
        assertThat(pieces.stream().map(GeneratedText::getText).collect(Collectors.joining()))
                .isEqualTo("one "
                        + replies.stream()
                                .filter(reply -> reply.getId().equals("prompts-0@0"))
                                .findFirst()
                                .orElseThrow()
                                .getText());
        assertThat(pieces).extracting(GeneratedText::getPiece).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(pieces)
                .extracting(GeneratedText::getLast)
                .containsExactly(false, false, false, false, false, false, true);
        assertThat(pieces.get(0).getFinishReason()).isEqualTo(FinishReason.PENDING);
        assertThat(pieces.get(6).getFinishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(pieces.get(6).getCharacters()).isEqualTo(100);
    }

    @Test
    void a_cancelled_prompt_is_answered_so_and_leaves_its_session_as_it_was() {
        publish("default", 20, 1);
        ask("s", prompt("one ").setId("first").setSeed(1L).setLength(20));
        replies();
        ask("s", prompt("two ").setId("running").setLength(200));
        ask("s", prompt("three ").setId("waiting").setLength(200));
        ask("other", prompt("").setId("running").setCancel(true));
        ask("s", prompt("").setId("running").setCancel(true));
        ask("s", prompt("").setId("waiting").setCancel(true));
        ask("s", prompt("").setId("nothing").setCancel(true));
        ask("s", prompt("").setId("on").setLength(10));
        var replies = replies();
        assertThat(replies)
                .extracting(reply -> reply.value().getId() + " " + reply.value().getFinishReason())
                .containsExactly("running CANCELLED", "waiting CANCELLED", "on LENGTH");

        ask("t", prompt("one ").setId("again").setSeed(1L).setLength(20));
        ask("t", prompt("").setId("on").setLength(10));
        assertThat(replies().get(1).value().getText())
                .isEqualTo(replies.get(2).value().getText());
    }

    @Test
    void a_cancelled_reply_in_pieces_ends_behind_the_piece_that_was_sent() {
        restart(settings(20, false));
        publish("default", 20, 1);
        ask(null, prompt("a").setId("long").setLength(200).setStream(true).setCount(2));
        // While prompts come, each spell of work is a single step.
        IntStream.range(0, 18).forEach(i -> {
            ask("s", prompt("x").setLength(1));
            driver.advanceWallClockTime(Duration.ofMillis(1));
        });
        ask(null, prompt("").setId("long").setCancel(true));
        var replies = replies().stream()
                .map(Reply::value)
                .filter(reply -> reply.getId().equals("long"))
                .toList();
        assertThat(replies.stream().filter(GeneratedText::getLast)).hasSize(2).allSatisfy(end -> {
            assertThat(end.getFinishReason()).isEqualTo(FinishReason.CANCELLED);
            var pieces = replies.stream()
                    .filter(reply -> reply.getIndex() == end.getIndex())
                    .toList();
            assertThat(end.getPiece()).isEqualTo(pieces.size() - 1).isPositive();
            assertThat(end.getCharacters())
                    .isEqualTo(pieces.stream()
                            .mapToInt(piece -> piece.getText().length())
                            .sum());
        });
    }

    @Test
    void a_cancellation_must_name_what_it_cancels() {
        ask("s", prompt("").setCancel(true));
        assertThat(replies().get(0).value())
                .satisfies(reply -> assertThat(reply.getError()).contains("id must name the prompts to cancel"))
                .satisfies(reply -> assertThat(reply.getErrorField()).isEqualTo("id"));
    }

    @Test
    void several_continuations_end_one_by_one_and_the_session_goes_on_with_the_first() {
        publish("default", 20, 1);
        ask("s", prompt("one ").setSeed(1L).setLength(20).setCount(3).setStream(true));
        ask("s", prompt("").setId("on").setLength(10));
        ask("t", prompt("one ").setSeed(1L).setLength(20));
        ask("t", prompt("").setId("on").setLength(10));
        var replies = replies().stream().map(Reply::value).toList();
        assertThat(replies.stream()
                        .filter(reply -> reply.getId().equals("prompts-0@0") && reply.getLast())
                        .map(GeneratedText::getIndex))
                .containsExactlyInAnyOrder(0, 1, 2);
        assertThat(replies.stream()
                        .filter(reply -> reply.getId().equals("on"))
                        .map(GeneratedText::getText)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void sessions_take_turns_so_that_one_with_many_prompts_holds_up_no_other() {
        IntStream.range(0, 2).forEach(i -> ask("many", prompt("x").setId("m" + i)));
        ask("one", prompt("x").setId("o"));
        publish("default", 20, 1);
        work();
        assertThat(replies()).extracting(reply -> reply.value().getId()).containsExactly("m0", "o", "m1");
    }

    @Test
    void with_reply_busy_a_prompt_too_many_is_told_so_and_a_session_has_a_quarter() {
        restart(settings(8, true));
        IntStream.range(0, 3).forEach(i -> ask("s", prompt("x").setId("s" + i)));
        IntStream.range(0, 7).forEach(i -> ask(null, prompt("x").setId("n" + i)));
        assertThat(replies())
                .extracting(reply -> reply.value().getId() + " " + reply.value().getError())
                .containsExactly(
                        "s2 a quarter of prompts.pending.max=8 is one session's share, and its prompts that wait are 2; "
                                + "send it again later",
                        "n6 prompts.pending.max=8 prompts wait already; send it again later");
        publish("default", 20, 1);
        work();
        assertThat(replies())
                .hasSize(8)
                .allSatisfy(reply -> assertThat(reply.value().getFinishReason()).isEqualTo(FinishReason.LENGTH));
    }

    @Test
    void a_promoted_checkpoint_answers_though_it_was_withdrawn_until_it_is_no_longer() {
        var old = Published.records(Published.checkpoint("text8", "default", 20, 1));
        publish("default", 40, 2);
        old.chunks().forEach(chunk -> send(CheckpointKeys.promoted("default", chunk.getPart()), chunk));
        send(CheckpointKeys.promoted("default"), old.manifest());
        ask(null, prompt("x"));
        work();
        publish("default", 60, 3);
        ask(null, prompt("x"));
        work();
        sendBytes(CheckpointKeys.promoted("default"), null);
        ask(null, prompt("x"));
        assertThat(replies()).extracting(reply -> reply.value().getStep()).containsExactly(20L, 20L, 60L);
    }

    @Test
    void a_pinned_step_answers_for_the_default_model_alone() {
        restart(new GeneratorSettings(
                new GeneratorSettings.Model("default", OptionalLong.of(20), Optional.empty()),
                new PromptRules(200, 100),
                new PendingLimit(3, false),
                2,
                new GeneratorSettings.Stores(Duration.ZERO, true, false, Duration.ofDays(1)),
                Set.of(),
                ValueFormats.USUAL));
        publish("default", 40, 2);
        publish("other", 40, 2);
        ask(null, prompt("x"));
        publish("default", 20, 1);
        ask(null, prompt("x"));
        ask(null, prompt("x").setModel("other"));
        var replies = replies().stream().map(Reply::value).toList();
        assertThat(replies).extracting(GeneratedText::getStep).containsExactly(null, 20L, 40L);
        assertThat(replies.get(0).getError()).contains("model.pin", "model list", "20");
        assertThat(replies.get(0).getErrorField()).isEqualTo("model.pin");
    }

    @Test
    void a_shadow_scores_each_reply_and_the_difference_is_a_metric() {
        restart(new GeneratorSettings(
                new GeneratorSettings.Model("default", OptionalLong.empty(), Optional.of("second")),
                new PromptRules(200, 100),
                new PendingLimit(3, false),
                2,
                new GeneratorSettings.Stores(Duration.ZERO, true, false, Duration.ofDays(1)),
                Set.of(),
                ValueFormats.USUAL));
        publish("default", 20, 1);
        ask(null, prompt("x"));
        replies();
        assertThat(shadow("skipped-total")).isEqualTo(1);

        var second = publish("second", 5, 2);
        ask(null, prompt("x"));
        var reply = replies().get(0).value();
        assertThat(shadow("scored-total")).isEqualTo(1);
        byte[] ids = Vocabulary.named("text8").encode("x" + reply.getText()).ids();
        double bits = Math.log(Perplexity.of(new Nd4jEngine(), second.weights(), ids)) / Math.log(2);
        assertThat(shadow("difference-avg")).isCloseTo(bits - reply.getMeanBitsPerCharacter(), offset(1e-5));
    }

    @Test
    void a_shadow_does_not_score_what_the_network_alone_has_written() {
        restart(new GeneratorSettings(
                new GeneratorSettings.Model("default", OptionalLong.empty(), Optional.of("second")),
                new PromptRules(200, 100),
                new PendingLimit(3, false),
                2,
                new GeneratorSettings.Stores(Duration.ZERO, true, false, Duration.ofDays(1)),
                Set.of(),
                ValueFormats.USUAL));
        publish("second", 5, 2);
        Published.forEach(Published.mixed("default", 20, 1), this::send);
        ask(null, prompt("x").setExperts(Experts.NETWORK));
        assertThat(replies().get(0).value().getFinishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(shadow("skipped-total")).isEqualTo(1);
        ask(null, prompt("x").setAdapt(Adapt.ON));
        replies();
        assertThat(shadow("skipped-total")).isEqualTo(2);

        ask(null, prompt("x"));
        replies();
        assertThat(shadow("skipped-total")).isEqualTo(2);
        assertThat(shadow("scored-total")).isEqualTo(1);
    }

    private double shadow(String name) {
        return driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals(ShadowMetrics.GROUP)
                        && metric.getKey().name().equals(name))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }

    private void restart(GeneratorSettings settings) {
        driver.close();
        driver = newDriver("b", settings);
    }

    private static GeneratorSettings settings(int pendingMax, boolean repliesBusy) {
        return new GeneratorSettings(
                new GeneratorSettings.Model("default", OptionalLong.empty(), Optional.empty()),
                new PromptRules(200, 100),
                new PendingLimit(pendingMax, repliesBusy),
                2,
                new GeneratorSettings.Stores(Duration.ZERO, true, false, Duration.ofDays(1)),
                Set.of(),
                ValueFormats.USUAL);
    }

    @Test
    void a_prompt_that_comes_again_with_its_idempotency_key_gets_its_reply_again_and_moves_no_session() {
        publish("default", 20, 1);
        ask("s", prompt("one ").setId("a").setIdempotencyKey("k"));
        var first = onlyReply();
        publish("default", 40, 2);
        ask("s", prompt("one ").setId("a").setIdempotencyKey("k"));
        assertThat(onlyReply()).isEqualTo(first);

        ask("s", prompt("two ").setId("b").setIdempotencyKey("k"));
        var other = onlyReply();
        assertThat(other.getErrorField()).isEqualTo("idempotencyKey");
        assertThat(other.getError())
                .isEqualTo("idempotencyKey must be new for a new prompt; the one before with it has id a");

        ask("t", prompt("one ").setId("a").setIdempotencyKey("k"));
        assertThat(onlyReply().getStep()).as("of another session").isEqualTo(40);
        ask("s", prompt("").setId("c").setIdempotencyKey("l").setStep(20L));
        ask("u", prompt("one ").setId("d").setStep(20L).setSeed(first.getSeed()));
        ask("u", prompt("").setId("e").setStep(20L));
        var further = replies().stream().map(Reply::value).toList();
        assertThat(further.get(2).getSessionSha256())
                .as("the session went on once")
                .isEqualTo(further.get(0).getSessionSha256());
    }

    @Test
    void a_prompt_whose_idempotency_key_came_to_nothing_is_asked_anew() {
        publish("default", 20, 1);
        ask("s", prompt("one ").setId("a").setIdempotencyKey("k").setModel("nobody"));
        assertThat(onlyReply().getFinishReason()).isEqualTo(FinishReason.ERROR);
        publish("nobody", 20, 1);
        ask("s", prompt("one ").setId("a").setIdempotencyKey("k").setModel("nobody"));
        assertThat(onlyReply().getFinishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void a_session_is_forgotten_behind_the_prompts_before() {
        publish("default", 20, 1);
        ask("s", prompt("one ").setId("a").setSeed(1L));
        ask("s", prompt("").setId("f").setForget(true));
        ask("s", prompt("one ").setId("b").setSeed(1L));
        ask(null, prompt("").setId("g").setForget(true));
        var replies = replies().stream().map(Reply::value).toList();
        assertThat(replies)
                .extracting(reply -> reply.getId() + " " + reply.getFinishReason())
                .containsExactlyInAnyOrder("a LENGTH", "f FORGOTTEN", "b LENGTH", "g ERROR");
        assertThat(replies.stream()
                        .filter(reply -> reply.getFinishReason() == FinishReason.LENGTH)
                        .map(GeneratedText::getText)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void a_session_adapts_where_the_prompt_or_else_the_setting_says_so_and_is_forgotten_with_all_it_kept() {
        String own = "quorl brast fennimode ".repeat(4);
        for (boolean adapts : new boolean[] {false, true}) {
            var some = settings(3, false);
            restart(new GeneratorSettings(
                    some.model(),
                    some.rules(),
                    some.pending(),
                    some.batchMax(),
                    new GeneratorSettings.Stores(Duration.ZERO, true, adapts, Duration.ofDays(1)),
                    Set.of(),
                    ValueFormats.USUAL));
            publish("default", 20, 1);
            for (var wish : Adapt.values()) {
                IntStream.range(0, 5)
                        .forEach(i -> ask(wish.name(), score(own).setAdapt(wish).setId(wish.name() + i)));
            }
            ask("ON", prompt("").setForget(true).setId("forget"));
            ask("ON", score(own).setAdapt(Adapt.ON).setId("anew"));

            var bits = replies().stream()
                    .map(Reply::value)
                    .filter(reply -> reply.getFinishReason() == FinishReason.LENGTH)
                    .collect(Collectors.toMap(GeneratedText::getId, GeneratedText::getMeanBitsPerCharacter));
            assertThat(bits.get("ON4")).isLessThan(0.3 * bits.get("OFF4"));
            assertThat(bits.get("DEFAULT4")).isEqualTo(bits.get(adapts ? "ON4" : "OFF4"));
            assertThat(bits.get("anew")).isEqualTo(bits.get("ON0")).isGreaterThan(bits.get("ON1"));
        }
    }

    private static Prompt.Builder score(String text) {
        return prompt(text).setLength(0).setLogprobs(1);
    }

    @Test
    void two_models_keep_their_sessions_apart() {
        publish("default", 20, 1);
        publish("other", 5, 2);
        ask("s", prompt("one ").setSeed(1L));
        ask("s", prompt("one ").setSeed(1L).setModel("other"));
        ask("s", prompt("").setModel("other"));

        assertThat(replies())
                .extracting(reply -> reply.value().getModel())
                .containsExactly("default", "other", "other");
    }

    @Test
    void all_pieces_have_the_prompt_s_headers_but_those_of_its_value() {
        var headers = new RecordHeaders();
        headers.add("kafka_correlationId", new byte[] {0, -1, 7});
        headers.add("traceparent", "00-1-2-01".getBytes(StandardCharsets.UTF_8));
        headers.add("empty", null);
        headers.add("content-type", "text/plain".getBytes(StandardCharsets.UTF_8));
        headers.add("large", new byte[PromptHeaders.MOST_BYTES]);
        headers.add("kafka_replyTopic", "somebody-else-s".getBytes(StandardCharsets.UTF_8));
        var prompt = prompt("one ").setLength(40).setStream(true).setCount(2).build();
        driver.createInputTopic(TopicNames.PROMPTS, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(
                        "s".getBytes(StandardCharsets.UTF_8),
                        avro.serializer().serialize(TopicNames.PROMPTS, prompt),
                        headers));
        publish("default", 20, 1);
        var records = answers(TopicNames.GENERATED);
        assertThat(records).hasSizeGreaterThan(3).allSatisfy(record -> {
            assertThat(Stream.of(record.headers().toArray())
                            .map(Header::key)
                            .filter(name -> !name.equals("inkstream.schema")))
                    .containsExactly("kafka_correlationId", "traceparent", "empty", "kafka_replyTopic");
            assertThat(record.headers().lastHeader("kafka_correlationId").value())
                    .containsExactly(0, -1, 7);
            assertThat(record.headers().lastHeader("empty").value()).isNull();
        });
    }

    @Test
    void a_reply_goes_where_its_prompt_asks_for_it_if_that_is_one_of_the_reply_topics() {
        var some = settings(3, false);
        restart(new GeneratorSettings(
                some.model(),
                some.rules(),
                some.pending(),
                some.batchMax(),
                some.stores(),
                Set.of("answers-for-spring"),
                ValueFormats.USUAL));
        publish("default", 20, 1);
        for (String topic : List.of("answers-for-spring", TopicNames.PROMPTS, TopicNames.CHECKPOINTS)) {
            var headers = new RecordHeaders().add("kafka_replyTopic", topic.getBytes(StandardCharsets.UTF_8));
            driver.createInputTopic(TopicNames.PROMPTS, new ByteArraySerializer(), new ByteArraySerializer())
                    .pipeInput(new TestRecord<>(null, topic.getBytes(StandardCharsets.UTF_8), headers));
        }
        assertThat(answers("answers-for-spring")).hasSize(1);
        assertThat(answers(TopicNames.GENERATED)).hasSize(2);
    }

    private List<TestRecord<byte[], SpecificRecord>> answers(String topic) {
        work();
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), avro.deserializer())
                .readRecordsToList();
    }

    private TopologyTestDriver newDriver(String name, GeneratorSettings settings) {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(name).toString());
        return new TopologyTestDriver(
                GeneratorTopology.build(
                        settings,
                        () -> Engine.named("portable", 2),
                        avro,
                        avro,
                        Runnable::run,
                        new BusyPartitions(),
                        InstantSource.fixed(Instant.EPOCH),
                        () -> 0,
                        GeneratorListener.NONE),
                properties);
    }

    /** Right after a prompt it is worked for a single step, then to the end. */
    private void work() {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    private static Prompt.Builder prompt(String text) {
        return Prompt.newBuilder().setText(text).setLength(50);
    }

    private void ask(String key, Prompt.Builder prompt) {
        ask(key, avro.serializer().serialize(TopicNames.PROMPTS, prompt.build()));
    }

    private void ask(String key, byte[] value) {
        driver.createInputTopic(TopicNames.PROMPTS, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
    }

    private List<TestRecord<byte[], byte[]>> deadLetters() {
        return driver.createOutputTopic(
                        TopicNames.DEAD_LETTERS, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private record Reply(byte[] key, GeneratedText value) {}

    private List<Reply> replies() {
        work();
        var replies = new ArrayList<Reply>();
        List<TestRecord<byte[], SpecificRecord>> records = driver.createOutputTopic(
                        TopicNames.GENERATED, new ByteArrayDeserializer(), avro.deserializer())
                .readRecordsToList();
        records.forEach(record -> replies.add(new Reply(record.key(), (GeneratedText) record.value())));
        return replies;
    }

    private Checkpoint publish(String model, long step, long seed) {
        var checkpoint = Published.checkpoint("text8", model, step, seed);
        Published.forEach(checkpoint, this::send);
        return checkpoint;
    }

    private static CheckpointRecords records(String model, long step, long seed) {
        return Published.records(Published.checkpoint("text8", model, step, seed));
    }

    private void send(String key, SpecificRecord value) {
        sendBytes(key, avro.serializer().serialize(TopicNames.CHECKPOINTS, value));
    }

    private void sendBytes(String key, byte[] value) {
        driver.createInputTopic(TopicNames.CHECKPOINTS, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }
}
