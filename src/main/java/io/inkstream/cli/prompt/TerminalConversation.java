package io.inkstream.cli.prompt;

import io.inkstream.client.InkstreamClient;
import io.inkstream.generate.request.SamplingFields;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A conversation at a terminal, answered through the topics. */
final class TerminalConversation implements Conversation.Answers {

    private final TypedLines typed;
    private final InkstreamClient client;
    private final String session;
    private final Duration most;
    private final Supplier<Prompt> template;
    private final Consumer<GeneratedText> print;
    private final Map<SamplingOption, Number> sampling = new HashMap<>();
    private String model;

    /**
     * @param session key of its prompts
     * @param most how long a reply is waited for
     * @param template a new prompt with an id of its own, in which all is set that the conversation does not change
     * @param print is told of each piece of a reply
     */
    TerminalConversation(
            TypedLines typed,
            InkstreamClient client,
            String session,
            Duration most,
            Supplier<Prompt> template,
            Consumer<GeneratedText> print) {
        this.typed = typed;
        this.client = client;
        this.session = session;
        this.most = most;
        this.template = template;
        this.print = print;
    }

    /** @param forgetFirst whether the session is forgotten before the first line */
    void run(boolean forgetFirst) throws InterruptedException {
        typed.out().println("Each line is continued by the model. " + ConversationLine.HELP);
        new Conversation(typed, this, typed.out()).run(forgetFirst);
    }

    @Override
    public void to(String text, boolean forget) throws InterruptedException {
        var draft = Prompt.newBuilder(template.get()).setText(text).setReset(forget);
        if (model != null) {
            draft.setModel(model);
        }
        var prompt = SamplingFields.with(draft.build(), sampling);
        typed.onInterrupt(() -> cancel(prompt.getId()));
        client.ask(session, prompt).follow(most, print);
    }

    private void cancel(String id) {
        try {
            Cancellation.send(client, session, id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void model(String name) {
        model = name;
    }

    @Override
    public void temperature(double value) {
        sampling.put(Sampling.OPTIONS.get("temperature"), value);
    }
}
