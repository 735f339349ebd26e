package io.inkstream.client;

import java.util.ArrayDeque;
import java.util.Deque;

/** How much of what was sent in order is acknowledged without a gap. Thread-safe. */
final class Acknowledgements {

    private final Deque<Part> waiting = new ArrayDeque<>();
    private long acknowledged;

    /** A part of what is sent. */
    final class Part {

        private final long bytes;
        private boolean isAcknowledged;

        private Part(long bytes) {
            this.bytes = bytes;
        }

        void acknowledge() {
            synchronized (Acknowledgements.this) {
                isAcknowledged = true;
                while (!waiting.isEmpty() && waiting.peek().isAcknowledged) {
                    acknowledged += waiting.remove().bytes;
                }
            }
        }
    }

    /** A further part, behind all before it. */
    synchronized Part sending(long bytes) {
        var part = new Part(bytes);
        waiting.add(part);
        return part;
    }

    /** The bytes of all parts up to the first that is not acknowledged. */
    synchronized long bytes() {
        return acknowledged;
    }
}
