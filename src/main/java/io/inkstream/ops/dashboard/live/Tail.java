package io.inkstream.ops.dashboard.live;

import io.inkstream.config.Configuration;
import io.inkstream.serde.log.PassedOver;
import io.inkstream.topics.TopicReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a topic in a thread of its own; where that fails it says why, and begins again after a moment. */
public final class Tail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long AGAIN_SECONDS = 3;

    private final Configuration configuration;
    private final String topic;
    private final Consumer<TopicReader> begin;
    private final Consumer<ConsumerRecord<byte[], byte[]>> each;
    private final PassedOver passedOver = new PassedOver(LOG, System::nanoTime);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile String trouble;
    private volatile boolean reading;
    private volatile boolean read;

    /**
     * @param begin goes to where reading is to begin, each time anew
     * @param each is given the records, in the tail's thread; one for which it throws is passed over, and counted
     */
    public Tail(
            Configuration configuration,
            String topic,
            Consumer<TopicReader> begin,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        this.configuration = configuration;
        this.topic = topic;
        this.begin = begin;
        this.each = each;
        this.thread = new Thread(this::run, "dashboard-" + topic);
        thread.setDaemon(true);
        thread.start();
    }

    public String topic() {
        return topic;
    }

    /** Whether records that come to the topic are seen. */
    public boolean isReading() {
        return reading;
    }

    /** Whether all was read that stood on the topic when reading began. */
    public boolean isRead() {
        return read;
    }

    /** Why nothing comes from the topic; empty while all is well. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Records that were passed over, because they are not what the topic has. */
    public long passedOver() {
        return passedOver.count();
    }

    private void run() {
        while (closed.getCount() > 0) {
            try (var reader = new TopicReader(configuration, topic)) {
                begin.accept(reader);
                trouble = null;
                reading = true;
                var atEnd = reader.pastEndOfNow();
                while (closed.getCount() > 0) {
                    reader.poll(POLL).forEach(this::give);
                    read = read || atEnd.getAsBoolean();
                }
            } catch (RuntimeException e) {
                reading = false;
                trouble = e.getMessage() == null ? e.toString() : e.getMessage();
                LOG.debug("Topic {} cannot be followed", topic, e);
                pause();
            }
        }
    }

    private void give(ConsumerRecord<byte[], byte[]> record) {
        try {
            each.accept(record);
        } catch (RuntimeException e) {
            passedOver.add(record, e);
        }
    }

    private void pause() {
        try {
            closed.await(AGAIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
