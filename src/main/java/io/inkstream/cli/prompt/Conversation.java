package io.inkstream.cli.prompt;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Prompts that are typed one after the other and answered in one session, until the lines end. */
final class Conversation {

    /** Who answers. */
    interface Answers {

        /**
         * Prints the continuation as it comes.
         *
         * @param forget whether the session is forgotten first
         */
        void to(String text, boolean forget) throws InterruptedException;

        void model(String name);

        void temperature(double value);
    }

    private final Supplier<String> lines;
    private final Answers answers;
    private final PrintWriter out;

    /** @param lines the next one that is typed; null at their end */
    Conversation(Supplier<String> lines, Answers answers, PrintWriter out) {
        this.lines = lines;
        this.answers = answers;
        this.out = out;
    }

    /** @param forgetFirst whether the session is forgotten before the first text */
    void run(boolean forgetFirst) throws InterruptedException {
        boolean forget = forgetFirst;
        for (String line = lines.get(); line != null; line = lines.get()) {
            var typed = ConversationLine.of(line);
            if (typed instanceof ConversationLine.Quit) {
                return;
            } else if (typed instanceof ConversationLine.Text start) {
                forget &= !answered(start.text(), forget);
            } else if (typed instanceof ConversationLine.Reset) {
                forget = true;
                say("The next line starts a new session.");
            } else if (typed instanceof ConversationLine.Model model) {
                answers.model(model.name());
                say("Model " + model.name() + " answers.");
            } else if (typed instanceof ConversationLine.Temperature temperature) {
                answers.temperature(temperature.value());
                say("Temperature " + temperature.value() + ".");
            } else if (typed instanceof ConversationLine.Wrong wrong) {
                say(wrong.message());
            }
        }
    }

    /** One prompt that nobody answers does not end it. */
    private boolean answered(String text, boolean forget) throws InterruptedException {
        try {
            answers.to(text, forget);
            return true;
        } catch (IllegalStateException e) {
            say(e.getMessage());
            return false;
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
