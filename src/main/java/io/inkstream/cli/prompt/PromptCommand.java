package io.inkstream.cli.prompt;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.config.Configuration;
import io.inkstream.generate.request.SamplingFields;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.topics.Clients;
import io.inkstream.topics.corpus.CorpusSource;
import io.inkstream.write.SamplingOption;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "prompt",
        description = {
            "Send a prompt and print its continuation.",
            "Without TEXT, on a terminal: a conversation that continues each line."
        },
        mixinStandardHelpOptions = true,
        modelTransformer = SamplingArguments.class)
public final class PromptCommand implements Callable<Integer>, SamplingArguments.Taker {

    /** Those of {@link SessionPolicy}, a class that parses its schema as it is loaded: help does without. */
    enum Policy {
        CARRY,
        REPRIME,
        PINNED
    }

    private final Map<SamplingOption, Number> sampling = SamplingArguments.none();

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Parameters(
            paramLabel = "TEXT",
            arity = "0..1",
            description = "The text to continue; - reads it from standard input.")
    private String text;

    @Option(names = "--key", paramLabel = "KEY", description = "The session to continue (default: none).")
    private String key;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that answers (default: the key model).")
    private String model;

    @Option(
            names = "--step",
            paramLabel = "N",
            description = "Answer with the checkpoint of this step, if it is kept (model list).")
    private Long step;

    @Option(names = "--length", paramLabel = "N", description = "Characters to write (default: 100).")
    private Integer length;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End the reply after this text; repeatable.")
    private List<String> stop = new ArrayList<>();

    @Option(names = "--min-length", paramLabel = "N", description = "No --stop ends the reply before N characters.")
    private Integer minLength;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description =
                    "What a newer checkpoint does to the session's state: ${COMPLETION-CANDIDATES} (default: carry).")
    private Policy policy;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            description = "Expire the prompt if its turn comes later than this.")
    private Double deadlineSeconds;

    @Option(
            names = "--echo",
            negatable = true,
            fallbackValue = "true",
            description = "Print the text before its continuation (default: yes, with --json no).")
    private Boolean echo;

    @Option(
            names = "--stream",
            negatable = true,
            fallbackValue = "true",
            description = "Print the reply as it is written, with --json a line for each piece (default: yes, with"
                    + " --json no). Several continuations are printed whole without --json.")
    private Boolean stream;

    @Option(names = "--count", paramLabel = "N", description = "Continuations to write (default: 1).")
    private Integer count;

    @Option(
            names = "--logprobs",
            paramLabel = "N",
            description = "With --json: print the log-probability of each character and of the N most likely.")
    private Integer logprobs;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Id of the prompt, returned in its reply (default: a new one).")
    private String id;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "A prompt sent again with the same KEY, --key and --id gets the same reply.")
    private String idempotencyKey;

    @Option(
            names = "--cancel",
            paramLabel = "ID",
            description = "Cancel the prompt with this id (and --key) instead of sending one.")
    private String cancel;

    @Option(names = "--seed", paramLabel = "N", description = "Seed for sampling.")
    private Long seed;

    @Option(names = "--reset", description = "Reset the session first.")
    private boolean reset;

    @Mixin
    private Output output;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for the reply (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Override
    public Map<SamplingOption, Number> sampling() {
        return sampling;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        boolean converses = text == null && cancel == null && !output.isJson() && System.console() != null;
        if (!converses && (text == null) == (cancel == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "prompt takes TEXT (- for standard input), or --cancel ID, and not both; on a terminal without --json"
                            + " it may have neither, for a conversation");
        }
        if (logprobs != null && !output.isJson()) {
            throw new ParameterException(spec.commandLine(), "--logprobs are printed with --json only; give both");
        }
        if (idempotencyKey != null && key == null) {
            throw new ParameterException(
                    spec.commandLine(), "--idempotency-key is one of a session's; give its --key as well");
        }
        if ("-".equals(text)) {
            text = CorpusSource.read(CorpusSource.standardInput());
        }
        if (converses && (id != null || idempotencyKey != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--id and --idempotency-key are those of one prompt: give its TEXT as well");
        }
        var configuration = connection.reached();
        if (converses) {
            converse(configuration);
            return ExitCode.OK;
        }
        if (cancel != null) {
            try (var client = Clients.prompts(configuration)) {
                Cancellation.send(client, key, cancel);
            }
            return ExitCode.OK;
        }
        // The client comes first: with it Avro is told to trust our records.
        try (var client = Clients.prompts(configuration)) {
            var last = client.ask(key, prompt()).follow(Duration.ofSeconds(timeoutSeconds), this::print);
            return last.getFinishReason() == FinishReason.ERROR ? ExitCode.SOFTWARE : ExitCode.OK;
        }
    }

    private void converse(Configuration configuration) throws InterruptedException, IOException {
        text = "";
        echo = echo != null && echo;
        String session = key == null ? "conversation-" + UUID.randomUUID() : key;
        try (var typed = TypedLines.begin();
                var client = Clients.prompts(configuration)) {
            new TerminalConversation(
                            typed, client, session, Duration.ofSeconds(timeoutSeconds), this::prompt, this::print)
                    .run(reset);
        }
    }

    /** Sent again with an idempotency key it must have the same id. */
    private String id() {
        String other = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        return id == null || id.isEmpty() ? other : id;
    }

    private Prompt prompt() {
        var prompt = Prompt.newBuilder()
                .setId(id())
                .setIdempotencyKey(idempotencyKey)
                .setText(text)
                .setModel(model)
                .setStep(step)
                .setSeed(seed)
                .setStop(stop)
                .setReset(reset)
                .setStream(streams())
                .setEcho(echo == null ? !output.isJson() : echo);
        if (deadlineSeconds != null) {
            prompt.setDeadline(Instant.now().plusMillis(Math.round(deadlineSeconds * 1000)));
        }
        ifGiven(count, prompt::setCount);
        ifGiven(logprobs, prompt::setLogprobs);
        ifGiven(length, prompt::setLength);
        ifGiven(minLength, prompt::setMinLength);
        ifGiven(policy, given -> prompt.setPolicy(SessionPolicy.valueOf(given.name())));
        return SamplingFields.with(prompt.build(), sampling);
    }

    /** Pieces of several continuations come mixed: only JSON tells them apart. */
    private boolean streams() {
        return (stream == null ? !output.isJson() : stream) && (output.isJson() || count == null || count == 1);
    }

    /** What is not given keeps the schema's default. */
    private static <T> void ifGiven(T value, Consumer<T> set) {
        if (value != null) {
            set.accept(value);
        }
    }

    private void print(GeneratedText reply) {
        ReplyText.print(reply, spec.commandLine(), output);
    }
}
