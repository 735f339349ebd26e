package io.inkstream.cli.prompt;

import io.inkstream.write.Sampling;

/** What somebody types in a conversation. */
sealed interface ConversationLine {

    /** What may be typed beside text. */
    String HELP = "/reset forgets what was said, /model NAME, /temperature X, /quit";

    /** The start of a text. */
    record Text(String text) implements ConversationLine {}

    /** Nothing. */
    record Blank() implements ConversationLine {}

    /** The session is to be forgotten. */
    record Reset() implements ConversationLine {}

    /** Another model is to answer. */
    record Model(String name) implements ConversationLine {}

    /** Characters are to be drawn at another temperature. */
    record Temperature(double value) implements ConversationLine {}

    /** It is over. */
    record Quit() implements ConversationLine {}

    /** What cannot be done, and why. */
    record Wrong(String message) implements ConversationLine {}

    static ConversationLine of(String line) {
        if (line.isBlank()) {
            return new Blank();
        }
        if (!line.startsWith("/")) {
            return new Text(line);
        }
        String[] words = line.strip().split("\\s+", 2);
        String value = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "/reset" -> new Reset();
            case "/quit", "/exit" -> new Quit();
            case "/model" -> value.isEmpty() ? new Wrong("/model needs the name of a model") : new Model(value);
            case "/temperature" -> temperature(value);
            default -> new Wrong("expected text, or one of: " + HELP + "; found " + words[0]);
        };
    }

    private static ConversationLine temperature(String value) {
        var option = Sampling.OPTIONS.get("temperature");
        try {
            double wanted = Double.parseDouble(value);
            return option.problem(wanted).<ConversationLine>map(Wrong::new).orElseGet(() -> new Temperature(wanted));
        } catch (NumberFormatException e) {
            return new Wrong("/temperature needs a number " + option.range() + ": " + value);
        }
    }
}
