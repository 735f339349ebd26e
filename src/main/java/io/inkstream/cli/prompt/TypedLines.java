package io.inkstream.cli.prompt;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines that a person types at a terminal, who can go back in them and to earlier ones. */
final class TypedLines implements Supplier<String>, AutoCloseable {

    private static final String PROMPT = ">>> ";

    private final Terminal terminal;
    private final LineReader reader;

    private TypedLines(Terminal terminal, LineReader reader) {
        this.terminal = terminal;
        this.reader = reader;
    }

    static TypedLines begin() throws IOException {
        var terminal = TerminalBuilder.builder().system(true).build();
        var parser = new DefaultParser();
        parser.setEscapeChars(null); // a backslash is one
        parser.setQuoteChars(null);
        var reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(parser)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        return new TypedLines(terminal, reader);
    }

    PrintWriter out() {
        return terminal.writer();
    }

    /** Does this when the person presses Ctrl-C while no line is typed. */
    void onInterrupt(Runnable action) {
        terminal.handle(Terminal.Signal.INT, signal -> action.run());
    }

    /** The next line as it was typed; null where the person ends them with Ctrl-D. */
    @Override
    public String get() {
        while (true) {
            try {
                return reader.readLine(PROMPT);
            } catch (UserInterruptException e) {
                terminal.writer().println("(Ctrl-D or /quit ends the conversation)");
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
