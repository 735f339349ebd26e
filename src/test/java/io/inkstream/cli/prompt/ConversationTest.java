package io.inkstream.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConversationTest {

    private final List<String> asked = new ArrayList<>();
    private final StringWriter said = new StringWriter();
    private boolean answers = true;

    private void type(String... lines) throws InterruptedException {
        var typed = new ArrayDeque<>(List.of(lines));
        new Conversation(
                        typed::poll,
                        new Conversation.Answers() {
                            @Override
                            public void to(String text, boolean forget) {
                                asked.add((forget ? "forget, " : "") + text);
                                if (!answers) {
                                    throw new IllegalStateException("no whole reply within 60 s");
                                }
                            }

                            @Override
                            public void model(String name) {
                                asked.add("model " + name);
                            }

                            @Override
                            public void temperature(double value) {
                                asked.add("temperature " + value);
                            }
                        },
                        new PrintWriter(said))
                .run(false);
    }

    @Test
    void each_line_is_asked_as_it_is_until_they_end() throws Exception {
        type("public ", "  ", "", " class \\n \"A", "!!");
        assertThat(asked).containsExactly("public ", " class \\n \"A", "!!");
    }

    @Test
    void quit_ends_it() throws Exception {
        type("a", "/quit", "b");
        assertThat(asked).containsExactly("a");
    }

    @Test
    void a_reset_is_for_the_next_text_and_for_no_other() throws Exception {
        type("a", "/reset", "b", "c");
        assertThat(asked).containsExactly("a", "forget, b", "c");
    }

    @Test
    void a_reset_that_nobody_answered_is_asked_again() throws Exception {
        answers = false;
        type("/reset", "a", "b");
        assertThat(asked).containsExactly("forget, a", "forget, b");
        assertThat(said.toString()).contains("no whole reply within 60 s");
    }

    @Test
    void model_and_temperature_are_set_from_there_on() throws Exception {
        type("/model small", "a", "/temperature 0.5", "b");
        assertThat(asked).containsExactly("model small", "a", "temperature 0.5", "b");
    }

    @Test
    void what_is_wrong_is_said_and_changes_nothing() throws Exception {
        type("/modl x", "/model", "/temperature warm", "/temperature -1", "/temperature");
        assertThat(asked).isEmpty();
        assertThat(said.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("/modl", "/model NAME", "/reset", "/quit"),
                        line -> assertThat(line).contains("/model needs the name"),
                        line -> assertThat(line).contains("/temperature needs a number from 0 to 100", "warm"),
                        line -> assertThat(line).contains("temperature must be from 0 to 100", "-1"),
                        line -> assertThat(line).contains("/temperature needs a number"));
    }
}
