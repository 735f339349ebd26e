package io.inkstream.cli.prompt;

import io.inkstream.client.InkstreamClient;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/** Cancels a prompt, and returns when that is written. */
final class Cancellation {

    private Cancellation() {}

    /** @param session null for a prompt that stands alone */
    static void send(InkstreamClient client, String session, String id) throws InterruptedException {
        try {
            client.cancel(session, id).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }
}
