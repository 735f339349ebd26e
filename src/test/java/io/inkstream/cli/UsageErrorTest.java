package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageErrorTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--set | gateway.token:hUsH",
                "--sett | gateway.token=hUsH",
                "--gateway.token=hUsH | --set",
                "--sett=schema.registry.url=http://user:p@/hUsH@host | --json",
                "extra | basic.auth.user.info=me:hUsH",
            })
    void a_secret_in_a_command_line_that_is_not_understood_is_not_repeated(String first, String second) {
        var failed = new CommandLineRun(Map.of()).alone("config", first, second);

        assertThat(failed.exitCode()).isEqualTo(2);
        assertThat(failed.err() + failed.out()).isNotBlank().doesNotContain("hUsH");
    }

    @Test
    void what_is_wrong_and_what_was_meant_is_said() {
        assertThat(new CommandLineRun(Map.of()).alone("config", "--jsn").err())
                .contains("Unknown option: '--jsn'", "--json");
        assertThat(new CommandLineRun(Map.of()).alone("doctr").err()).contains("'doctr'", "inkstream doctor");
        assertThat(new CommandLineRun(Map.of())
                        .alone("config", "--wait", "long")
                        .err())
                .satisfies(said -> assertThat(said.lines())
                        .satisfiesExactly(
                                error -> assertThat(error).contains("--wait", "'long'"),
                                usage -> assertThat(usage)
                                        .startsWith("Usage: inkstream config ")
                                        .contains("inkstream help config")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt x --length ten         | Invalid value for option '--length': 'ten' is not a whole number",
                "prompt x --deadline ten       | Invalid value for option '--deadline': 'ten' is not a number",
                "prompt --lenght 5 x           | Unknown option: '--lenght'",
                "demo --port 99999             | Invalid value for option '--port': expected a whole number from 0 to 65535, found '99999'",
                "broker --kafka-port -1        | Invalid value for option '--kafka-port': expected a whole number from 0 to 65535, found '-1'",
                "session show me --instance me | --instance must be an address, http://localhost:8083 for example: me",
            })
    void an_error_names_the_option_what_was_expected_and_what_was_found(String words, String error) {
        var failed = new CommandLineRun(Map.of()).alone(words.split(" "));

        assertThat(failed.exitCode()).isEqualTo(2);
        assertThat(failed.err().lines().findFirst()).contains(error);
    }

    @Test
    void help_of_a_command_takes_as_many_words_as_it_has() {
        var inkstream = new CommandLineRun(Map.of());
        assertThat(inkstream.alone("help", "corpus", "send").out())
                .isEqualTo(inkstream.alone("corpus", "send", "--help").out())
                .contains("Usage: inkstream corpus send");
        assertThat(inkstream.alone("help").out())
                .isEqualTo(inkstream.alone("--help").out());
        var wrong = inkstream.alone("help", "corpus", "sent");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("there is no command 'corpus sent'", "send");
        assertThat(inkstream.alone("help", "hlep").err())
                .contains("tail, watch")
                .doesNotContain("classes");
    }
}
