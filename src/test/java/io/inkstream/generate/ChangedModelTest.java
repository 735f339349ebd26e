package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.Engine;
import io.inkstream.generate.admission.Admitted;
import io.inkstream.generate.admission.Starter;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.schedule.Progress;
import io.inkstream.generate.schedule.Scheduler;
import io.inkstream.generate.store.Session;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.text.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A newer checkpoint of the same model may be of another vocabulary or shape: what becomes of a session then. */
final class ChangedModelTest {

    private static final Engine ENGINE = Engine.named("portable", 1);

    private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    private final ReplyMapper replies = new ReplyMapper("prompts", "default", clock);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @ParameterizedTest
    @CsvSource({"text8, 6, 1", "text8, 16, 1", "text8, 4, 2", "text8, 8, 2", "bytes, 3, 3"})
    void a_session_is_read_anew_by_a_network_of_another_shape(String vocabulary, int nodes, int layers) {
        var before = written(Published.checkpoint(vocabulary, 8, 1, "default", 20, 1), Optional.empty(), "the one ");
        var newer = Published.checkpoint(vocabulary, nodes, layers, "default", 30, 2);

        var carried = answer(newer, SessionPolicy.CARRY, before, "two ");
        var reprimed = answer(newer, SessionPolicy.REPRIME, before, "two ");
        assertThat(carried.reply()).isEqualTo(reprimed.reply());
        assertThat(carried.reply().getSessionSha256())
                .as("it knows what was before")
                .isNotEqualTo(answer(newer, SessionPolicy.CARRY, Optional.empty(), "two ")
                        .reply()
                        .getSessionSha256());
    }

    @ParameterizedTest
    @CsvSource({"text8, bytes", "bytes, text8"})
    void a_session_begins_anew_where_its_characters_mean_something_else(String was, String is) {
        var before = written(Published.checkpoint(was, 8, 1, "default", 20, 1), Optional.empty(), "the one ");
        var newer = Published.checkpoint(is, 8, 1, "default", 30, 2);

        assertThat(answer(newer, SessionPolicy.CARRY, before, "two ").reply())
                .isEqualTo(answer(newer, SessionPolicy.CARRY, Optional.empty(), "two ")
                        .reply());
        var empty = begin(newer, SessionPolicy.CARRY, before, "");
        assertThat(((Admitted.Refused) empty).replies()).singleElement().satisfies(reply -> {
            assertThat(reply.getFinishReason()).isEqualTo(FinishReason.ERROR);
            assertThat(reply.getErrorField()).isEqualTo("text");
        });
    }

    @Test
    void a_session_as_earlier_releases_kept_it_goes_on_where_its_characters_can_be_read() {
        var model = Published.checkpoint("bytes", 8, 1, "default", 20, 1);
        var session = written(model, Optional.empty(), "the one ").orElseThrow();
        var old = Session.fromBytes(session.toBytes());

        assertThat(old.made()).isNull();
        assertThat(answer(model, SessionPolicy.CARRY, Optional.of(old), "two ").reply())
                .isEqualTo(answer(model, SessionPolicy.CARRY, Optional.of(session), "two ")
                        .reply());
        assertThat(Session.fromBytes(session.kept()).made()).isEqualTo(session.made());
        assertThat(old.isIn(Vocabulary.named("text8"))).isFalse();
    }

    @Test
    void a_session_is_read_anew_by_a_model_that_has_forgotten_since() {
        var session = written(Published.checkpoint("text8", 8, 1, "default", 20, 1), Optional.empty(), "the one ")
                .orElseThrow();
        var ofAnother = new Session(session.position(), session.step(), new Session.Made("text8", 1, 2));
        assertThat(Session.fromBytes(ofAnother.kept()).made()).isEqualTo(ofAnother.made());

        var newer = Published.checkpoint("text8", 8, 1, "default", 30, 2);
        var reprimed = answer(newer, SessionPolicy.REPRIME, Optional.of(session), "two ");
        assertThat(answer(newer, SessionPolicy.CARRY, Optional.of(ofAnother), "two ")
                        .reply())
                .isEqualTo(reprimed.reply())
                .isNotEqualTo(answer(newer, SessionPolicy.CARRY, Optional.of(session), "two ")
                        .reply());
    }

    private Optional<Session> written(Checkpoint model, Optional<Session> before, String text) {
        var session = answer(model, SessionPolicy.CARRY, before, text).session();
        return Optional.of(Session.fromBytes(session.kept()));
    }

    private Admitted begin(Checkpoint model, SessionPolicy policy, Optional<Session> before, String text) {
        var models = Published.models(model);
        return new Starter(replies, ENGINE, false, clock)
                .start(pending(text, policy), models, models.newest("default").orElseThrow(), before);
    }

    private ReplyMapper.Answer answer(Checkpoint model, SessionPolicy policy, Optional<Session> before, String text) {
        var started = (Admitted.Started) begin(model, policy, before, text);
        var scheduler = new Scheduler(ENGINE, 1, clock);
        scheduler.accept(pending(text, policy));
        scheduler.start(started.start());
        var progress = scheduler.step();
        while (progress.isEmpty()) {
            progress = scheduler.step();
        }
        return replies.finish((Progress.End) progress.get(0));
    }

    private static PendingPrompt pending(String text, SessionPolicy policy) {
        var prompt = Prompt.newBuilder()
                .setText(text)
                .setLength(20)
                .setSeed(3L)
                .setPolicy(policy)
                .build();
        var record = new PromptRecord("s".getBytes(StandardCharsets.UTF_8), new byte[0], 0, 0, 0);
        return new PendingPrompt(record, prompt, PendingPrompt.Begun.NOT);
    }
}
