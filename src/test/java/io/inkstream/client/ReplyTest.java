package io.inkstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.TrustedSchemas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

final class ReplyTest {

    static {
        TrustedSchemas.trust();
    }

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ZERO;

    private final List<Reply> left = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private int cancelled;
    private final Reply reply = new Reply("a", piece -> heard.add(piece.getText()), left::add, () -> cancelled++);

    @Test
    void pieces_are_taken_in_order_and_once_and_make_one_text() throws InterruptedException {
        for (var piece :
                List.of(piece(1, "x", false), piece(0, "on", false), piece(0, "on", false), piece(1, "e ", false))) {
            reply.add(piece);
        }
        assertThat(heard).containsExactly("on", "e ");
        assertThat(reply.answer()).isNotDone();
        assertThat(left).isEmpty();

        reply.add(piece(2, "two", true));
        reply.add(piece(3, "three", true));

        var answer = reply.await(AT_ONCE);
        assertThat(answer.text()).isEqualTo("one two");
        assertThat(answer.first().end().getPiece()).isEqualTo(2);
        assertThat(heard).containsExactly("on", "e ", "two");
        assertThat(left).containsExactly(reply);
    }

    @Test
    void it_is_whole_when_all_continuations_have_ended() throws InterruptedException {
        reply.add(continuation(1, 2, "second"));
        assertThat(reply.answer()).isNotDone();
        reply.add(continuation(0, 2, "first"));
        assertThat(reply.await(AT_ONCE).continuations())
                .extracting(Answer.Continuation::text)
                .containsExactly("first", "second");
        assertThat(reply.await(AT_ONCE).text()).isEqualTo("first");
    }

    @Test
    void an_error_is_a_piece_to_who_follows_and_an_exception_to_who_waits() throws InterruptedException {
        reply.add(GeneratedText.newBuilder(piece(0, "", true))
                .setFinishReason(FinishReason.ERROR)
                .setCount(3)
                .setError("topP must be above 0 and at most 1: 1.5")
                .setErrorField("topP")
                .build());
        assertThat(reply.follow(AT_ONCE, piece -> {}).getErrorField()).isEqualTo("topP");
        assertThatThrownBy(() -> reply.await(AT_ONCE))
                .isInstanceOfSatisfying(
                        PromptRefusedException.class, e -> assertThat(e.field()).contains("topP"))
                .hasMessage("topP must be above 0 and at most 1: 1.5");
        assertThat(left).containsExactly(reply);
    }

    @Test
    void a_prompt_that_was_cancelled_or_expired_is_answered() throws InterruptedException {
        reply.add(GeneratedText.newBuilder(piece(0, "", true))
                .setFinishReason(FinishReason.CANCELLED)
                .build());
        assertThat(reply.await(AT_ONCE).first().end().getFinishReason()).isEqualTo(FinishReason.CANCELLED);
    }

    @Test
    void one_that_does_not_come_in_time_is_waited_for_no_more() {
        reply.wasWritten();
        assertThatThrownBy(() -> reply.await(Duration.ofMillis(1)))
                .isInstanceOf(NoReplyException.class)
                .hasMessageContaining("within 0.001 s")
                .hasMessageEndingWith("The reply will have the id a");
        assertThat(left).containsExactly(reply);
        assertThatThrownBy(() -> reply.await(LONG)).hasMessage("the reply a was closed before it was whole");
    }

    @Test
    void a_prompt_that_no_broker_confirmed_in_time_may_be_lost_and_it_is_said() {
        assertThatThrownBy(() -> reply.await(Duration.ofMillis(1)))
                .isInstanceOf(NoReplyException.class)
                .hasMessageContaining(
                        "within 0.001 s; no broker has confirmed the prompt, which may be lost: ask again")
                .hasMessageEndingWith("id a");
    }

    @Test
    void who_follows_hears_what_came_before_the_time_was_over() {
        reply.add(piece(0, "one", false));
        var followed = new ArrayList<String>();
        assertThatThrownBy(() -> reply.follow(AT_ONCE, piece -> followed.add(piece.getText())))
                .isInstanceOf(NoReplyException.class);
        assertThat(followed).containsExactly("one");
    }

    @Test
    void who_waits_is_told_of_a_prompt_that_was_not_written() {
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return reply.follow(LONG, piece -> {});
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        var why = new KafkaException("the prompt could not be written to prompts", new IllegalStateException("full"));
        reply.wasNotWritten((Exception) why.getCause(), why);
        assertThatThrownBy(waiting::join).hasCause(why);
        assertThatThrownBy(() -> reply.await(LONG)).isSameAs(why);
        assertThatThrownBy(() -> reply.written().join()).hasRootCause(why.getCause());
    }

    @Test
    void a_listener_that_fails_keeps_nothing_from_others() throws InterruptedException {
        var broken = new Reply(
                "a",
                piece -> {
                    throw new IllegalArgumentException("mine");
                },
                left::add,
                () -> {});
        broken.add(piece(0, "one", true));
        assertThat(broken.await(AT_ONCE).text()).isEqualTo("one");
    }

    @Test
    void it_is_cancelled_and_closed_by_whom_it_belongs_to() {
        reply.cancel();
        assertThat(cancelled).isEqualTo(1);
        reply.close();
        reply.close();
        assertThat(left).containsExactly(reply);
        reply.add(piece(0, "late", true));
        assertThat(heard).isEmpty();
    }

    private static GeneratedText continuation(int index, int count, String text) {
        return GeneratedText.newBuilder(piece(0, text, true))
                .setIndex(index)
                .setCount(count)
                .build();
    }

    private static GeneratedText piece(int place, String text, boolean last) {
        var time = Instant.ofEpochMilli(0);
        return GeneratedText.newBuilder()
                .setId("a")
                .setText(text)
                .setModel("default")
                .setFinishReason(last ? FinishReason.LENGTH : FinishReason.PENDING)
                .setPromptedAt(time)
                .setStartedAt(time)
                .setFinishedAt(time)
                .setPiece(place)
                .setLast(last)
                .build();
    }
}
