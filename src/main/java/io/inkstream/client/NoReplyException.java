package io.inkstream.client;

import java.time.Duration;

/** No whole reply came in time. The prompt may still be answered. */
public final class NoReplyException extends IllegalStateException {

    /** @param isWritten whether the brokers have the prompt */
    NoReplyException(String id, Duration most, boolean isWritten) {
        super("no whole reply within " + seconds(most) + " s; "
                + (isWritten
                        ? "is a generator running (inkstream generate) and is there a model (inkstream model list)? The reply will have the id "
                                + id
                        : "no broker has confirmed the prompt, which may be lost: ask again. If it arrived, its reply will have the id "
                                + id));
    }

    private static String seconds(Duration most) {
        return most.toMillisPart() == 0 ? Long.toString(most.toSeconds()) : Double.toString(most.toMillis() / 1000.0);
    }
}
