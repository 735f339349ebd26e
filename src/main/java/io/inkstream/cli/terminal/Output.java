package io.inkstream.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.inkstream.serde.json.RecordJson;
import java.io.UncheckedIOException;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a command prints on standard output: lines for people, or with {@code --json} an object on each line for machines. Messages go
 * to standard error either way.
 */
public final class Output {

    public static final String DESCRIPTION = "Print JSON, an object on each line.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = DESCRIPTION)
    private boolean json;

    public boolean isJson() {
        return json;
    }

    /** A title or the like, which machines do not want. */
    public void heading(String text) {
        if (!json) {
            command.commandLine().getOut().println(text);
        }
    }

    /** One thing, for people or for machines. */
    public void print(Object object, String text) {
        command.commandLine().getOut().println(json ? json(object) : text);
    }

    /** What was done, where people need no data: a message for them. */
    public void done(Object object, String message) {
        if (json) {
            command.commandLine().getOut().println(json(object));
        } else {
            command.commandLine().getErr().println(message);
        }
    }

    /** Loaded with the first object, not with every command that could print one. */
    private static final class Json {
        private static final ObjectMapper MAPPER = new ObjectMapper();
    }

    private static String json(Object object) {
        try {
            return object instanceof SpecificRecord entry
                    ? RecordJson.toJson(entry)
                    : Json.MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A record as part of another object. */
    public static RawValue within(SpecificRecord entry) {
        return new RawValue(RecordJson.toJson(entry));
    }
}
