package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.cli.terminal.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class OutputTest {

    @Test
    void every_command_that_prints_data_prints_it_as_json_too_and_in_the_same_way() {
        var found = new ArrayList<String>();
        collect(Inkstream.commandLine(), "", found);
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "config",
                        "corpus send",
                        "dismiss",
                        "doctor",
                        "model diff",
                        "model digest",
                        "model export",
                        "model forget",
                        "model import",
                        "model list",
                        "model promote",
                        "model show",
                        "model verify",
                        "prompt",
                        "schemas check",
                        "schemas list",
                        "schemas register",
                        "tail",
                        "topics create",
                        "topics delete",
                        "topics list",
                        "watch");
    }

    private static void collect(CommandLine command, String path, List<String> found) {
        var json = command.getCommandSpec().findOption("--json");
        boolean isBench = path.startsWith("bench"); // one object, whatever was measured
        if (json != null && !isBench) {
            assertThat(json.description()).as(path).containsExactly(Output.DESCRIPTION);
            found.add(path);
        }
        command.getSubcommands().forEach((name, each) -> collect(each, (path + " " + name).strip(), found));
    }
}
