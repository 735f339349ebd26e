package io.inkstream.gateway;

import java.util.List;

/**
 * How a conversation is written as a text that a model can continue: a line, or whatever it is, for each message.
 *
 * @param before what stands before a message; {@code {role}} in it is who says it
 * @param after what stands behind it
 */
record ChatTemplate(String before, String after) {

    static final String ROLE = "{role}";
    static final String CONTENT = "{content}";

    /** What somebody says. */
    record Message(String role, String content) {}

    /** @param template with {@link #CONTENT} in it, once */
    static ChatTemplate of(String template) {
        int at = template.indexOf(CONTENT);
        return new ChatTemplate(template.substring(0, at), template.substring(at + CONTENT.length()));
    }

    /** All that was said, and the beginning of what the assistant says next. */
    String written(List<Message> messages) {
        var text = new StringBuilder();
        for (var message : messages) {
            text.append(begun(message.role())).append(message.content()).append(after);
        }
        return text.append(begun("assistant")).toString();
    }

    /** What the model writes when it goes on to what the user says next: there the answer ends. */
    String end() {
        return after + begun("user");
    }

    private String begun(String role) {
        return before.replace(ROLE, role);
    }
}
