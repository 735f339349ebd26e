package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandReferenceTest {

    @Test
    void the_page_of_the_commands_is_what_the_program_says() throws Exception {
        assertThat(Files.readString(Path.of("docs/commands.md")))
                .as("make it anew: bin/inkstream help-page > docs/commands.md")
                .isEqualTo(CommandReference.markdown());
    }

    @Test
    void the_help_of_every_command_has_examples_and_each_of_them_is_understood() {
        var commands = Inkstream.commandLine().getSubcommands();
        assertThat(commands.get("doctor").getUsageMessage()).contains("Examples:", "bin/inkstream doctor --config");
        commands.values().forEach(command -> {
            for (String example : command.getCommandSpec().usageMessage().footer()) {
                String arguments = example.replaceFirst(".*bin/inkstream ", "")
                        .replaceAll(" > .*", "")
                        .replace("\"", "'");
                assertThat(Inkstream.commandLine().parseArgs(words(arguments)).hasSubcommand())
                        .as(example)
                        .isTrue();
            }
        });
    }

    @Test
    void completion_knows_the_commands_and_their_options() {
        var completion = new CommandLineRun(Map.of()).run("completion");
        assertThat(completion.out()).contains("inkstream", "doctor", "--temperature", "complete -F");
    }

    private static String[] words(String line) {
        return java.util.regex.Pattern.compile("'[^']*'|\\S+")
                .matcher(line)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toArray(String[]::new);
    }
}
