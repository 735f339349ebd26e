package io.inkstream.streams.lifecycle;

import java.util.Map;

/**
 * The life of an instance as a table: in this phase, after this event, that phase and that action. Pure; whoever acts
 * ({@link StreamsRunner}) has one thread for it, and so there is never a second Kafka Streams client beside the first.
 */
final class Lifecycle {

    private Lifecycle() {}

    /** Where an instance is. */
    enum Phase {
        /** Its client is made and not started. */
        CREATED,
        /** Its client runs, rebalances or restores. */
        WORKING,
        /** Its client failed and ends; another is to follow. */
        RECOVERING,
        /** There is no client; the next comes when the pause is over. */
        PAUSING,
        /** Its client ends, and none follows. */
        STOPPING,
        /** Nothing of it is left. */
        ENDED
    }

    /** What happens to it. */
    enum Event {
        START,
        /** A failure that another start may mend. */
        FAILED_FOR_NOW,
        /** A failure that would come again. */
        FAILED_FOR_GOOD,
        CLIENT_ENDED,
        /** The client was told to end and did not. */
        CLIENT_STUCK,
        PAUSE_OVER,
        CLOSE
    }

    /** What is to be done about it. */
    enum Action {
        NOTHING,
        START_CLIENT,
        /** It stays in its group: its successor takes its place. */
        STOP_CLIENT,
        /** It leaves its group, so that others take over at once. */
        LEAVE,
        PAUSE,
        REPLACE_CLIENT,
        END
    }

    /** What follows from an event. */
    record Step(Phase phase, Action action) {}

    private static final Map<Phase, Map<Event, Step>> TABLE = Map.of(
            Phase.CREATED,
            Map.of(
                    Event.START, new Step(Phase.WORKING, Action.START_CLIENT),
                    Event.CLOSE, new Step(Phase.STOPPING, Action.LEAVE)),
            Phase.WORKING,
            Map.of(
                    Event.FAILED_FOR_NOW, new Step(Phase.RECOVERING, Action.STOP_CLIENT),
                    Event.FAILED_FOR_GOOD, new Step(Phase.STOPPING, Action.STOP_CLIENT),
                    Event.CLOSE, new Step(Phase.STOPPING, Action.LEAVE)),
            Phase.RECOVERING,
            Map.of(
                    Event.CLIENT_ENDED, new Step(Phase.PAUSING, Action.PAUSE),
                    Event.CLIENT_STUCK, new Step(Phase.ENDED, Action.END),
                    Event.CLOSE, new Step(Phase.STOPPING, Action.LEAVE)),
            Phase.PAUSING,
            Map.of(
                    Event.PAUSE_OVER, new Step(Phase.WORKING, Action.REPLACE_CLIENT),
                    Event.CLOSE, new Step(Phase.ENDED, Action.END)),
            Phase.STOPPING,
            Map.of(
                    Event.CLIENT_ENDED, new Step(Phase.ENDED, Action.END),
                    Event.CLIENT_STUCK, new Step(Phase.ENDED, Action.END)),
            Phase.ENDED,
            Map.of());

    /** What follows; nothing where the table has no line: the event comes too late, or from a client that is gone. */
    static Step after(Phase phase, Event event) {
        return TABLE.get(phase).getOrDefault(event, new Step(phase, Action.NOTHING));
    }
}
