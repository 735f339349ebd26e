package io.inkstream.streams.lifecycle;

import io.inkstream.streams.lifecycle.Lifecycle.Event;
import io.inkstream.streams.lifecycle.Lifecycle.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Starts, stops and replaces the Kafka Streams client of an instance as {@link Lifecycle} has it, all in one thread of its own. A
 * client that failed is closed as a whole, and a new one takes its names: it takes the tasks and the transaction of the old one
 * over at once, as a restarted process does. (REPLACE_THREAD takes new names, and waits until the session and the transaction of
 * the old thread time out: 10 s each time.) What a client says after it was replaced is not heard. The methods are for any thread.
 */
public final class StreamsRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    /** A client that lost its broker waits for it at its end too: for {@code max.block.ms} and more. */
    private static final Duration STOP_WITHIN = Duration.ofMinutes(5);

    private final String name;
    private final Supplier<KafkaStreams> clients;
    private final Runnable wakeUp;
    private final Sentences sentences;
    private final InstantSource clock;
    private final ClockWatch clockWatch;
    private final ScheduledThreadPoolExecutor thread;
    private final CountDownLatch ended = new CountDownLatch(1);

    // Of the thread alone.
    private final Recovery recovery = new Recovery();
    private Phase phase = Phase.CREATED;
    private Thread starting = new Thread();

    /** Of whoever holds the lock. */
    private Consumer<KafkaStreams> observer = client -> {};

    /** Written by the thread alone. */
    private volatile View view;

    /**
     * Makes the first client, and does not start it.
     *
     * @param name of the topology, for messages
     * @param clients makes one
     * @param wakeUp ends what the client waits for
     * @throws IllegalStateException with a sentence, if it cannot be made
     */
    public StreamsRunner(
            String name, Supplier<KafkaStreams> clients, Runnable wakeUp, Sentences sentences, InstantSource clock) {
        this.name = name;
        this.clients = clients;
        this.wakeUp = wakeUp;
        this.sentences = sentences;
        this.clock = clock;
        this.clockWatch = new ClockWatch(clock, System::nanoTime);
        thread = new ScheduledThreadPoolExecutor(1, task -> daemon("runner", task), new DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            view = View.first(made(), clock.instant());
        } catch (RuntimeException e) {
            throw new IllegalStateException(Diagnosis.of(e, sentences).reason(), e);
        }
    }

    private Thread daemon(String role, Runnable task) {
        var made = new Thread(task, name.toLowerCase(Locale.ROOT) + "-" + role);
        made.setDaemon(true);
        return made;
    }

    private KafkaStreams made() {
        var client = clients.get();
        client.setUncaughtExceptionHandler(failure -> {
            failed(client, failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        client.setStateListener((now, before) -> {
            LOG.atLevel(recovery.repeats() && now != State.RUNNING ? Level.DEBUG : Level.INFO)
                    .log("{}: {} (was {})", name, now, before);
            post(() -> isNow(client, now));
        });
        return client;
    }

    /** Begins to start, and returns at once. */
    public void start() {
        LOG.info("{} starts", name);
        post(() -> happens(Event.START));
        thread.scheduleWithFixedDelay(this::lookAtClock, 100, 100, TimeUnit.MILLISECONDS);
    }

    private void lookAtClock() {
        try {
            clockWatch.look();
        } catch (ClockWatch.SetBackException e) {
            failed(view.client(), e);
            wakeUp.run(); // what follows from it comes behind it
        }
    }

    private void post(Runnable task) {
        thread.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                fail(e);
                phase = Phase.ENDED;
                end();
            }
        });
    }

    private void happens(Event event) {
        var step = Lifecycle.after(phase, event);
        phase = step.phase();
        switch (step.action()) {
            case NOTHING -> {}
            case START_CLIENT -> startClient(view.client());
            case STOP_CLIENT -> stop(GroupMembershipOperation.REMAIN_IN_GROUP, STOP_WITHIN);
            case LEAVE -> stop(GroupMembershipOperation.LEAVE_GROUP, CLOSE_WITHIN);
            case PAUSE ->
                thread.schedule(
                        () -> post(() -> happens(Event.PAUSE_OVER)),
                        recovery.pause().toMillis(),
                        TimeUnit.MILLISECONDS);
            case REPLACE_CLIENT -> replaceClient();
            case END -> end();
        }
    }

    /** In a thread of its own: a client with a global store has started when that is restored, and may be told to stop before. */
    private void startClient(KafkaStreams client) {
        starting = daemon("starts", () -> {
            try {
                client.start();
            } catch (RuntimeException | Error e) {
                failed(client, e);
            }
        });
        starting.start();
    }

    private void replaceClient() {
        try {
            var client = made();
            synchronized (this) {
                view = view.replacedBy(client, clock.instant());
                observer.accept(client);
            }
            if (recovery.isWithoutState()) {
                client.cleanUp();
                recovery.stateIsGone();
            }
            startClient(client);
        } catch (RuntimeException e) {
            failed(view.client(), e);
        }
    }

    private void stop(GroupMembershipOperation membership, Duration within) {
        boolean inTime = view.client()
                .close(CloseOptions.groupMembershipOperation(membership).withTimeout(within));
        try {
            starting.join(within.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!inTime && phase == Phase.RECOVERING) {
            fail(new IllegalStateException(
                    "it wanted to begin again, and its client did not end within " + within.toSeconds() + " s"));
        }
        happens(inTime ? Event.CLIENT_ENDED : Event.CLIENT_STUCK);
    }

    private void end() {
        ended.countDown();
        thread.shutdown();
    }

    private void isNow(KafkaStreams client, State state) {
        if (client == view.client()) {
            view = view.at(state, clock.instant());
            if (state == State.ERROR) {
                failed(client, new IllegalStateException("its client ended and did not say why"));
            }
        }
    }

    /** The first failure of the client that works is heard: those behind it follow from it. */
    private void failed(KafkaStreams client, Throwable failure) {
        post(() -> {
            if (client == view.client() && phase == Phase.WORKING) {
                decide(failure);
            }
        });
    }

    private void decide(Throwable failure) {
        var diagnosis = Diagnosis.of(failure, sentences);
        var worked = view.worked(clock.instant());
        if (!recovery.begins(diagnosis.kind(), worked)) {
            fail(failure);
            happens(Event.FAILED_FOR_GOOD);
            return;
        }
        recovery.sentence(diagnosis.reason(), worked, clock.instant())
                .ifPresent(sentence -> LOG.warn("{} {}", name, sentence));
        LOG.debug("{} begins again because of this", name, failure);
        view = view.beginningAgain();
        happens(Event.FAILED_FOR_NOW);
    }

    private void fail(Throwable failure) {
        LOG.error("{} cannot continue", name, failure);
        view = view.failed(failure, Diagnosis.of(failure, sentences).reason());
    }

    /** Shows each client that does the work: this one now, and later those that replace it. */
    public synchronized void observe(Consumer<KafkaStreams> observer) {
        this.observer = observer;
        observer.accept(view.client());
    }

    /** The client that does the work, or did last. */
    public KafkaStreams client() {
        return view.client();
    }

    /** Since when the client is in its state. */
    public Instant since() {
        return view.since();
    }

    /** Whether it was in working order at any time. */
    public boolean hasRun() {
        return view.hasRun();
    }

    /** Whether its client has failed and is about to be replaced. */
    public boolean beginsAgain() {
        return view.beginsAgain();
    }

    /** How often it began again, by what it had failed of. */
    public Map<Diagnosis.Kind, Long> restarts() {
        return recovery.counts();
    }

    /** What ended it, or is about to; empty while it runs and after it was closed in order. */
    public Optional<Throwable> error() {
        return view.error();
    }

    /** The same in words. */
    public Optional<String> reason() {
        return view.reason();
    }

    /** Waits until it has ended, by {@link #close} or by an error. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Commits, stops and leaves the group, so that others take over at once; waits for it a while. */
    @Override
    public void close() {
        post(() -> happens(Event.CLOSE));
        try {
            if (!ended.await(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "{} did not stop within {} s; uncommitted work is repeated at the next start",
                        name,
                        CLOSE_WITHIN.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.countDown();
    }
}
