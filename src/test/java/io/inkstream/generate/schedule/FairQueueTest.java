package io.inkstream.generate.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TrustedSchemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FairQueueTest {

    static {
        TrustedSchemas.trust();
    }

    private final FairQueue turns = new FairQueue();

    @Test
    void sessions_take_turns_and_keep_the_order_of_their_own() {
        add("a", "a1");
        add("a", "a2");
        add("a", "a3");
        add("b", "b1");
        add(null, "n1");
        add("b", "b2");
        add(null, "n2");
        assertThat(oneAtATime()).containsExactly("a1", "b1", "n1", "n2", "a2", "b2", "a3");
    }

    @Test
    void of_a_session_one_is_worked_on_at_a_time() {
        add("a", "a1");
        add("a", "a2");
        var first = turns.take();
        assertThat(turns.peek()).isNull();
        assertThat(turns.take()).isNull();
        assertThat(turns.size()).isEqualTo(1);
        assertThat(turns.size(key("a"))).isEqualTo(2);
        turns.done(first);
        assertThat(turns.take().prompt().getId()).isEqualTo("a2");
    }

    @Test
    void what_is_removed_does_not_take_its_sessions_turn_away() {
        add("a", "a1");
        add("a", "a2");
        add("b", "b1");
        add(null, "n1");
        assertThat(turns.remove(key("a"), pending -> pending.prompt().getId().equals("a1")))
                .hasSize(1);
        assertThat(turns.remove(key("b"), pending -> true)).hasSize(1);
        assertThat(turns.remove(key("c"), pending -> true)).isEmpty();
        add("b", "b2");
        assertThat(turns.remove(null, pending -> true)).hasSize(1);
        assertThat(oneAtATime()).containsExactly("a2", "b2");
        assertThat(turns.size()).isZero();
    }

    private List<String> oneAtATime() {
        var taken = new ArrayList<String>();
        for (var pending = turns.take(); pending != null; pending = turns.take()) {
            taken.add(pending.prompt().getId());
            turns.done(pending);
        }
        return taken;
    }

    private void add(String session, String id) {
        byte[] bytes = session == null ? null : session.getBytes(StandardCharsets.UTF_8);
        var prompt = Prompt.newBuilder().setText("x").setId(id).build();
        turns.add(new PendingPrompt(new PromptRecord(bytes, new byte[0], 0, 0, 0), prompt, PendingPrompt.Begun.NOT));
    }

    private static ByteBuffer key(String session) {
        return ByteBuffer.wrap(session.getBytes(StandardCharsets.UTF_8));
    }
}
