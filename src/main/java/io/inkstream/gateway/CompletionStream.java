package io.inkstream.gateway;

import io.inkstream.http.EventStream;
import io.inkstream.http.Refusal;
import io.inkstream.schema.GeneratedText;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.util.HashMap;
import java.util.Map;

/** A completion as server-sent events, each sent when it is there. Ends with {@code [DONE]}, or an event with an error. */
final class CompletionStream {

    private final SseClient client;
    private final AnswerShape shape;
    private final ApiErrors errors = new ApiErrors();
    /** By continuation, how many characters of it were sent. */
    private final Map<Integer, Integer> offsets = new HashMap<>();

    /** Sends the status and the headers: what is refused from here on is refused by an event. */
    CompletionStream(Context context, AnswerShape shape) {
        this.shape = shape;
        client = EventStream.begin(context);
    }

    /** Whether nobody is there any more to send to. It shows when something is sent, not before. */
    boolean isLeft() {
        return client.terminated();
    }

    void piece(GeneratedText reply) {
        int offset = offsets.getOrDefault(reply.getIndex(), 0);
        client.sendData(shape.piece(reply, offset));
        offsets.put(
                reply.getIndex(),
                offset + reply.getText().codePointCount(0, reply.getText().length()));
    }

    void usage(Object usage) {
        client.sendData(usage);
    }

    /** Nothing is there to send; shows whether somebody still listens. */
    void pulse() {
        client.sendComment("waiting");
    }

    void done() {
        if (!isLeft()) {
            client.sendData("[DONE]");
        }
    }

    void failed(Refusal reason) {
        if (!isLeft()) {
            client.sendData(errors.body(reason));
        }
    }
}
