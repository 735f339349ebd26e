package io.inkstream.client;

import java.time.Duration;

/** No whole reply came in time. The prompt may still be answered. */
public final class NoReplyException extends IllegalStateException {

    NoReplyException(String id, Duration most) {
        super("no whole reply within " + seconds(most)
                + " s; is a generator running (inkstream"
                + " generate) and is there a model (inkstream model list)? The reply will have the id " + id);
    }

    private static String seconds(Duration most) {
        return most.toMillisPart() == 0 ? Long.toString(most.toSeconds()) : Double.toString(most.toMillis() / 1000.0);
    }
}
