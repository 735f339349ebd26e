package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.Engine;
import io.inkstream.generate.admission.Admission;
import io.inkstream.generate.admission.Starter;
import io.inkstream.generate.reply.Outcome;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.schedule.Scheduler;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.Refusals;
import io.inkstream.generate.store.ReplyCache;
import io.inkstream.generate.store.SessionStore;
import io.inkstream.generate.store.StrangeEntries;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** A reply is a function of model, session and prompt: what is asked beside it, when, and what fails meanwhile change no byte of it. */
final class InvarianceTest {

    /** Avro trusts our classes from the first of our serdes on. */
    private static final AvroWithoutRegistry AVRO = new AvroWithoutRegistry();

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @Property(tries = 60)
    void replies_do_not_depend_on_batches_threads_arrivals_restarts_or_instances(@ForAll long seed) {
        var random = new Random(seed);
        var prompts = prompts(random);
        var expected = new Run(prompts, 1, 1, new Random(0)).calmly();
        var found = new Run(prompts, 1 + random.nextInt(8), 1 + random.nextInt(2), random).wildly();
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (reply, pieces) -> assertThat(found.get(reply)).as(reply).isEqualTo(pieces));
    }

    @Property(tries = 60)
    void a_cancellation_changes_no_other_reply(@ForAll long seed) {
        var random = new Random(seed);
        var prompts = prompts(random);
        var cancelled = prompts.get(random.nextInt(prompts.size()));
        var cancellation = new PendingPrompt(
                cancelled.record(),
                Prompt.newBuilder()
                        .setText("")
                        .setId(cancelled.prompt().getId())
                        .setCancel(true)
                        .build(),
                PendingPrompt.Begun.NOT);
        var all = new ArrayList<>(prompts);
        all.add(random.nextInt(all.size() + 1), cancellation);

        var found = new Run(all, 1 + random.nextInt(8), 1, random).wildly();

        String id = cancelled.prompt().getId();
        boolean answered = ends(found, id).stream().noneMatch(end -> end.getFinishReason() == FinishReason.CANCELLED);
        var without = prompts.stream()
                .filter(pending -> answered || pending != cancelled)
                .toList();
        var expected = new Run(without, 1, 1, new Random(0)).calmly();
        expected.forEach((reply, pieces) -> {
            if (!reply.startsWith(id + "/")) {
                assertThat(found.get(reply)).as(reply).isEqualTo(pieces);
            }
        });
        if (answered) {
            assertThat(found.keySet()).isEqualTo(expected.keySet());
        }
    }

    /** Whichever checkpoint a reply says that it was written with, it is what that one alone writes, from the session as it was. */
    @Property(tries = 60)
    void a_reply_is_written_with_one_checkpoint_whatever_is_published_meanwhile(@ForAll long seed) {
        var random = new Random(seed);
        var prompts = prompts(random);
        var found = new Run(prompts, 1 + random.nextInt(8), 1, random, Shelf.growing()).wildly();

        var steps = new HashMap<String, Long>();
        found.forEach((reply, pieces) -> {
            assertThat(pieces)
                    .as(reply)
                    .extracting(GeneratedText::getStep)
                    .containsOnly(pieces.get(0).getStep());
            steps.put(pieces.get(0).getId(), pieces.get(0).getStep());
        });
        var expected = new Run(prompts, 1, 1, new Random(0), Shelf.whole()).calmly(steps);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (reply, pieces) -> assertThat(found.get(reply)).as(reply).isEqualTo(pieces));
    }

    /** Prompts come again, some at once, some long after, and what readers see of each is the same every time. */
    @Property(tries = 60)
    void a_prompt_that_comes_again_with_its_idempotency_key_is_answered_once(@ForAll long seed) {
        var random = new Random(seed);
        var once = prompts(random).stream()
                .filter(pending -> !pending.prompt().getForget())
                .map(pending -> new PendingPrompt(
                        pending.record(),
                        Prompt.newBuilder(pending.prompt())
                                .setIdempotencyKey("key of " + pending.prompt().getId())
                                .build(),
                        PendingPrompt.Begun.NOT))
                .toList();
        var all = new ArrayList<PendingPrompt>();
        var firsts = new ArrayList<PendingPrompt>();
        for (var pending : once) {
            firsts.add(at(all.size(), pending));
            all.add(at(all.size(), pending));
            while (random.nextBoolean()) {
                all.add(at(all.size(), all.get(random.nextInt(all.size()))));
            }
        }
        var expected = new Run(firsts, 1, 1, new Random(0)).calmly();
        var run = new Run(all, 1 + random.nextInt(8), 1, random);
        run.work();

        var found = run.pieces();
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((reply, pieces) -> {
            long times = all.stream()
                    .filter(pending -> reply.startsWith(pending.prompt().getId() + "/"))
                    .count();
            var repeated = new ArrayList<GeneratedText>();
            LongStream.range(0, times).forEach(time -> repeated.addAll(pieces));
            assertThat(found.get(reply)).as(reply).isEqualTo(repeated);
        });
    }

    private static PendingPrompt at(int offset, PendingPrompt pending) {
        var record = pending.record();
        return new PendingPrompt(
                new PromptRecord(record.key(), record.value(), record.timestamp(), record.partition(), offset),
                pending.prompt(),
                PendingPrompt.Begun.NOT);
    }

    private static List<GeneratedText> ends(Map<String, List<GeneratedText>> replies, String id) {
        return replies.values().stream()
                .flatMap(Collection::stream)
                .filter(reply -> reply.getId().equals(id) && reply.getLast())
                .toList();
    }

    private static List<PendingPrompt> prompts(Random random) {
        var prompts = new ArrayList<PendingPrompt>();
        for (int i = 0; i < 1 + random.nextInt(10); i++) {
            byte[] key = random.nextInt(3) == 0 ? null : ("s" + random.nextInt(3)).getBytes(StandardCharsets.UTF_8);
            var prompt = AnyPrompt.draw("p" + i, key != null, random);
            prompts.add(
                    new PendingPrompt(new PromptRecord(key, new byte[0], 0, 0, i), prompt, PendingPrompt.Begun.NOT));
        }
        return prompts;
    }

    /** The checkpoints that generators see. */
    private static final class Shelf {

        private static final List<Checkpoint> CHECKPOINTS = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> Published.checkpoint("bytes", "default", 10L * i, i))
                .toList();

        private final KeyValueStore<String, byte[]> store = Published.store();
        private final int most;
        private int published;

        /** With the first; the others come when they are published. */
        private Shelf(int most) {
            this.most = most;
            publish();
        }

        static Shelf single() {
            return new Shelf(1);
        }

        static Shelf growing() {
            return new Shelf(CHECKPOINTS.size());
        }

        static Shelf whole() {
            var shelf = growing();
            CHECKPOINTS.forEach(checkpoint -> shelf.publish());
            return shelf;
        }

        void publish() {
            if (published < most) {
                Published.put(store, CHECKPOINTS.get(published++));
            }
        }

        Models models(Optional<Models.Pin> pin) {
            return new Models(
                    store,
                    AVRO.deserializer(),
                    () -> published,
                    pin,
                    new Refusals(() -> 0, GeneratorListener.NONE),
                    Runnable::run);
        }
    }

    /** A task that commits, or dies and restarts from its last commit, on this instance or another, as Kafka's transactions have it. */
    private static final class Run {
        private final List<PendingPrompt> prompts;
        private final Random random;
        private final Shelf shelf;
        private int batchMax;
        private int threads;
        private Optional<Models.Pin> pin = Optional.empty();
        private final KeyValueStore<Bytes, byte[]> store =
                Stores.inMemoryKeyValueStore("sessions").get();

        /** Beside the sessions: what is committed with them is undone with them. */
        private final ReplyCache answered = new ReplyCache(store, AVRO, Duration.ofDays(1), StrangeEntries.NONE);

        private GenerationLoop loop;
        private int next;
        private final Map<Long, PendingPrompt> queue = new TreeMap<>();
        private final List<GeneratedText> sent = new ArrayList<>();

        private int committedNext;
        private Map<Long, PendingPrompt> committedQueue = Map.of();
        private final Map<Bytes, byte[]> committedSessions = new HashMap<>();
        private final List<GeneratedText> committed = new ArrayList<>();

        Run(List<PendingPrompt> prompts, int batchMax, int threads, Random random) {
            this(prompts, batchMax, threads, random, Shelf.single());
        }

        Run(List<PendingPrompt> prompts, int batchMax, int threads, Random random, Shelf shelf) {
            this.shelf = shelf;
            this.prompts = prompts;
            this.batchMax = batchMax;
            this.threads = threads;
            this.random = random;
            store.init(new MockProcessorContext<>().getStateStoreContext(), store);
            begin();
        }

        private void begin() {
            var engine = Engine.named("portable", threads);
            var replies = new ReplyMapper("prompts", "default", CLOCK);
            var sessions = new SessionStore(store, Duration.ofDays(1), StrangeEntries.NONE);
            var starter = new Starter(replies, engine, true, CLOCK);
            loop = new GenerationLoop(
                    new Scheduler(engine, batchMax, CLOCK),
                    new Admission(shelf.models(pin), sessions, answered, replies, starter),
                    replies,
                    ended -> {});
            queue.values().forEach(loop::accept);
        }

        Map<String, List<GeneratedText>> calmly() {
            return calmly(Map.of());
        }

        /** @param steps by the prompt's id, of the checkpoints that answer; those not named are answered by the newest */
        Map<String, List<GeneratedText>> calmly(Map<String, Long> steps) {
            while (next < prompts.size()) {
                var step =
                        Optional.ofNullable(steps.get(prompts.get(next).prompt().getId()));
                pin = step.map(known -> new Models.Pin("default", known));
                begin();
                deliver();
                while (step()) {
                    // one at a time
                }
            }
            commit();
            return replies();
        }

        Map<String, List<GeneratedText>> wildly() {
            work();
            return replies();
        }

        void work() {
            while (next < prompts.size() || loop.size() > 0) {
                switch (random.nextInt(12)) {
                    case 0 -> commit();
                    case 1 -> {
                        if (random.nextInt(4) == 0) {
                            die();
                        }
                    }
                    case 2 -> shelf.publish();
                    case 3, 4 -> {
                        if (next < prompts.size()) {
                            deliver();
                        }
                    }
                    default -> step();
                }
            }
            commit();
        }

        private boolean step() {
            var step = loop.step();
            step.outcomes().forEach(this::apply);
            return step.worked();
        }

        private void deliver() {
            var pending = prompts.get(next++);
            if (pending.prompt().getCancel()) {
                loop.cancel(pending.session(), pending.prompt().getId()).forEach(this::apply);
            } else {
                queue.put(pending.record().offset(), pending);
                loop.accept(pending);
            }
        }

        private void apply(Outcome outcome) {
            long offset = outcome.pending().record().offset();
            if (outcome.answered()) {
                queue.remove(offset);
            } else {
                queue.put(offset, outcome.pending());
            }
            outcome.session()
                    .filter(session -> outcome.pending().session() != null)
                    .ifPresent(session -> new SessionStore(store, Duration.ofDays(1), StrangeEntries.NONE)
                            .put(
                                    "default",
                                    outcome.pending().record().key(),
                                    session,
                                    outcome.pending().record().promptedAt()));
            if (outcome.forgets()) {
                new SessionStore(store, Duration.ZERO, StrangeEntries.NONE)
                        .delete("default", outcome.pending().record().key());
            }
            outcome.replies()
                    .forEach(reply -> answered.put(
                            outcome.pending().record(), outcome.pending().prompt(), reply));
            sent.addAll(outcome.replies());
        }

        private void commit() {
            committedNext = next;
            committedQueue = new TreeMap<>(queue);
            committedSessions.clear();
            try (var all = store.all()) {
                all.forEachRemaining(entry -> committedSessions.put(entry.key, entry.value));
            }
            committed.addAll(sent);
            sent.clear();
        }

        private void die() {
            next = committedNext;
            queue.clear();
            queue.putAll(committedQueue);
            try (var all = store.all()) {
                var keys = new ArrayList<Bytes>();
                all.forEachRemaining(entry -> keys.add(entry.key));
                keys.forEach(store::delete);
            }
            committedSessions.forEach(store::put);
            sent.clear();
            // Who takes over may have other settings.
            batchMax = 1 + random.nextInt(8);
            threads = 1 + random.nextInt(2);
            begin();
        }

        /** What was committed of each continuation. */
        private Map<String, List<GeneratedText>> pieces() {
            var pieces = new TreeMap<String, List<GeneratedText>>();
            committed.forEach(
                    reply -> pieces.computeIfAbsent(reply.getId() + "/" + reply.getIndex(), name -> new ArrayList<>())
                            .add(reply));
            return pieces;
        }

        /** The pieces of each continuation, in order. */
        private Map<String, List<GeneratedText>> replies() {
            var replies = pieces();
            replies.values().forEach(pieces -> {
                for (int i = 0; i < pieces.size(); i++) {
                    assertThat(pieces.get(i).getPiece()).isEqualTo(i);
                    assertThat(pieces.get(i).getLast()).isEqualTo(i == pieces.size() - 1);
                }
            });
            return replies;
        }
    }
}
