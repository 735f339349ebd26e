package io.inkstream.bench.pipeline;

import io.inkstream.client.CorpusSender;
import io.inkstream.config.Configuration;
import io.inkstream.topics.Clients;

/** Text for {@code corpus-in} that is sent as it is asked for. */
final class EndlessText implements AutoCloseable {

    private final CorpusSender sender;
    private final CyclicText text;
    private long sent;

    EndlessText(Configuration configuration, CyclicText text) {
        this.text = text;
        sender = Clients.corpus(configuration, null, 0);
    }

    /** Returns once so many characters, counted from the first, are on the topic. */
    void reach(long characters) {
        if (sent >= characters) {
            return;
        }
        while (sent < characters) {
            var record = text.next();
            sender.send(record);
            sent += record.length();
        }
        sender.flush();
    }

    @Override
    public void close() {
        sender.close();
    }
}
