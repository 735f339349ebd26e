package io.inkstream.bench.pipeline;

import io.inkstream.client.CorpusSender;
import io.inkstream.config.Configuration;
import io.inkstream.topics.Clients;
import java.util.Random;

/** Text for {@code corpus-in} that is made as it is asked for: words of random letters, since what is learned from them does not matter. */
final class EndlessText implements AutoCloseable {

    private static final int RECORD = 4096;

    private final CorpusSender sender;
    private final Random random = new Random(1);
    private final StringBuilder record = new StringBuilder(RECORD);
    private long sent;

    EndlessText(Configuration configuration) {
        sender = Clients.corpus(configuration, null, 0);
    }

    /** Returns once so many characters, counted from the first, are on the topic. */
    void reach(long characters) {
        if (sent >= characters) {
            return;
        }
        for (; sent < characters; sent += RECORD) {
            record.setLength(0);
            while (record.length() < RECORD) {
                int letter = random.nextInt(32);
                record.append(letter < 26 ? (char) ('a' + letter) : ' ');
            }
            sender.send(record.toString());
        }
        sender.flush();
    }

    @Override
    public void close() {
        sender.close();
    }
}
