package io.inkstream.ops.dashboard.live;

import io.inkstream.http.EventStream;
import io.inkstream.http.Refusal;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Server-sent events to all browsers that listen. Each has a thread and a queue of its own, so that one that is slow holds up nobody;
 * when its queue is full it is let go, and comes back by itself for the whole.
 */
public final class Events implements AutoCloseable {

    private static final int LISTENERS_MAX = 40;
    private static final int QUEUED_MAX = 1000;

    /** So often something is sent, so that both sides see when the connection is gone. */
    private static final int PULSE_SECONDS = 5;

    private final Set<BlockingQueue<Event>> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private record Event(String name, Object data) {}

    /** Sends what happens until the browser goes away. */
    public void listen(Context context) throws InterruptedException {
        if (listeners.size() >= LISTENERS_MAX) {
            throw Refusal.of(503, LISTENERS_MAX + " pages listen already; close some");
        }
        var queue = new ArrayBlockingQueue<Event>(QUEUED_MAX);
        listeners.add(queue);
        try {
            serve(queue, EventStream.begin(context));
        } finally {
            listeners.remove(queue);
        }
    }

    private void serve(BlockingQueue<Event> queue, SseClient client) throws InterruptedException {
        client.sendComment("welcome");
        int quiet = 0;
        while (!closed && !client.terminated() && listeners.contains(queue)) {
            var event = queue.poll(1, TimeUnit.SECONDS);
            if (event != null) {
                client.sendEvent(event.name, event.data);
            } else if (++quiet % PULSE_SECONDS == 0) {
                client.sendComment("pulse");
            }
        }
    }

    /** How many listen. */
    public int listeners() {
        return listeners.size();
    }

    public void send(String name, Object data) {
        for (var queue : listeners) {
            if (!queue.offer(new Event(name, data))) {
                listeners.remove(queue);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
