package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help.Ansi;

final class CommandReferenceTest {

    @Test
    void the_page_of_the_commands_is_what_the_program_says() throws Exception {
        assertThat(Files.readString(Path.of("docs/commands.md")))
                .as("make it anew: bin/inkstream help-page > docs/commands.md")
                .isEqualTo(CommandReference.markdown());
    }

    @Test
    void the_help_of_every_command_has_examples() {
        Inkstream.commandLine().getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden() && !name.equals("help")) {
                assertThat(command.getUsageMessage(Ansi.OFF))
                        .as(name)
                        .containsPattern("Examples:\\s+(cat .*)?bin/inkstream " + name);
            }
        });
    }

    @Test
    void no_example_is_broken_over_two_lines_at_a_narrow_terminal() {
        Inkstream.commandLine().getSubcommands().values().forEach(command -> {
            command.getCommandSpec().usageMessage().width(80);
            for (String example : command.getCommandSpec().usageMessage().footer()) {
                assertThat(command.getUsageMessage(Ansi.OFF).lines()).contains(example.replace("%%", "%"));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_command_line_of_a_page_is_understood(Path page) throws Exception {
        for (var documented : DocumentedCommands.in(page)) {
            String[] words = documented.words().toArray(String[]::new);
            assertThatCode(() -> Inkstream.commandLine().parseArgs(words))
                    .as(documented.line())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void the_pages_have_command_lines() throws Exception {
        int count = 0;
        for (var page : pages()) {
            count += DocumentedCommands.in(page).size();
        }
        assertThat(count).isGreaterThan(50);
    }

    private static List<Path> pages() throws IOException {
        try (var docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")),
                            docs.filter(page -> page.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void completion_knows_the_commands_and_their_options() {
        var completion = new CommandLineRun(Map.of()).run("completion");
        assertThat(completion.out()).contains("inkstream", "doctor", "--temperature", "complete -F");
    }
}
