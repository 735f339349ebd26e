package io.inkstream.generate;

import org.apache.kafka.streams.processor.TaskId;

/**
 * Tells those outside what a task does.
 *
 * @param busyPartitions is asked by who polls
 * @param listener measures
 */
record TaskState(TaskId task, BusyPartitions busyPartitions, GeneratorListener listener) {

    void busy(boolean isBusy) {
        busyPartitions.set(task.partition(), isBusy);
    }

    void stepped(int sequences) {
        listener.stepped(sequences);
    }

    void working(int running, int waiting) {
        listener.working(task.toString(), running, waiting);
    }

    void closed() {
        listener.closed(task.toString());
        busy(false);
    }
}
