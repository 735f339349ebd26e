package io.inkstream.http;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;

/** Server-sent events as the answer to a request, whatever its method and what it says that it accepts. */
public final class EventStream {

    private EventStream() {}

    /** From here on the answer is events, each sent when it is given; nothing else can be said any more, not even a status. */
    public static SseClient begin(Context context) {
        var response = context.res();
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Accel-Buffering", "no"); // nginx would hold events back
        return new SseClient(context);
    }
}
