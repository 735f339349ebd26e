package io.inkstream.cli.prompt;

import io.inkstream.cli.terminal.Output;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import picocli.CommandLine;

/** The pieces of replies, printed as they come: text for people, in which why there is none goes to standard error, or JSON. */
final class ReplyText {

    private ReplyText() {}

    static void print(GeneratedText reply, CommandLine command, Output output) {
        var out = command.getOut();
        if (output.isJson()) {
            output.print(reply, reply.getText());
        } else if (reply.getFinishReason() == FinishReason.ERROR) {
            command.getErr().println("inkstream: " + reply.getError());
        } else if (reply.getFinishReason() == FinishReason.EXPIRED
                || reply.getFinishReason() == FinishReason.CANCELLED) {
            out.println();
            command.getErr()
                    .println("inkstream: the prompt "
                            + (reply.getFinishReason() == FinishReason.EXPIRED
                                    ? "was not answered before its --deadline"
                                    : "was cancelled"));
        } else {
            if (reply.getCount() > 1) {
                out.println("--- " + (reply.getIndex() + 1) + " of " + reply.getCount());
            }
            out.print(reply.getText());
            out.print(reply.getLast() ? System.lineSeparator() : "");
        }
        out.flush();
    }
}
