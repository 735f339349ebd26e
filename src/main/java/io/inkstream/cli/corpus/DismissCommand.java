package io.inkstream.cli.corpus;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.cli.terminal.ReportText;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.FeedbackVerdict;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.corpus.Feedback;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dismiss",
        description = {
            "Dismiss records as not news: lower the scores of similar records and stop alerts for them.",
            "Applies to later text, and to one model."
        },
        mixinStandardHelpOptions = true)
public final class DismissCommand implements Callable<Integer> {

    private static final Pattern PLACE =
            Pattern.compile("(?:" + Pattern.quote(TopicNames.CORPUS) + "-)?(\\d{1,9})@(\\d{1,18})");

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Parameters(arity = "1..*", paramLabel = "PLACE", description = "A record, as watch prints it: corpus-in-0@1957.")
    private List<String> places;

    @Option(names = "--undo", description = "Undo the dismissal, for all similar records.")
    private boolean undo;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model that raised the alert (default: the one that each record trains).")
    private String model;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        var matches = new ArrayList<Matcher>();
        for (String place : places) {
            var match = PLACE.matcher(place);
            if (!match.matches()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "PLACE must be a record of " + TopicNames.CORPUS + ", as watch prints it (" + TopicNames.CORPUS
                                + "-0@1957): " + place);
            }
            matches.add(match);
        }
        try (var feedback = new Feedback(connection.reached())) {
            for (var match : matches) {
                var said = feedback.say(
                        undo ? FeedbackVerdict.NEWS : FeedbackVerdict.NOT_NEWS,
                        model,
                        Integer.parseInt(match.group(1)),
                        Long.parseLong(match.group(2)));
                output.print(said, line(said));
            }
        }
        return ExitCode.OK;
    }

    private static String line(CorpusFeedback said) {
        return "%s %s-%d@%d model=%s: %s"
                .formatted(
                        said.getVerdict() == FeedbackVerdict.NOT_NEWS ? "no news" : "news",
                        TopicNames.CORPUS,
                        said.getPartition(),
                        said.getOffset(),
                        said.getModel(),
                        ReportText.printable(said.getText().strip()));
    }
}
