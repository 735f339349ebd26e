package io.inkstream.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkerPoolTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void every_task_of_every_job_runs_once_and_is_done_when_the_job_is(int threads) {
        try (var pool = new WorkerPool(threads)) {
            for (int job = 0; job < 2000; job++) {
                int count = job % 7;
                var runs = new AtomicIntegerArray(7);
                pool.run(count, runs::incrementAndGet);
                assertThat(IntStream.range(0, 7).map(runs::get))
                        .containsExactlyElementsOf(IntStream.range(0, 7)
                                .map(i -> i < count ? 1 : 0)
                                .boxed()
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void what_a_task_throws_reaches_the_caller_and_the_pool_works_on(int threads) {
        try (var pool = new WorkerPool(threads)) {
            for (int job = 0; job < 100; job++) {
                assertThatThrownBy(() -> pool.run(5, task -> {
                            if (task == 3) {
                                throw new IllegalArgumentException("task 3");
                            }
                        }))
                        .satisfiesAnyOf(
                                thrown -> assertThat(thrown).hasMessage("task 3"),
                                thrown -> assertThat(thrown).hasRootCauseMessage("task 3"));
            }
            var runs = new AtomicIntegerArray(5);
            pool.run(5, runs::incrementAndGet);
            assertThat(runs).hasToString("[1, 1, 1, 1, 1]");
        }
    }

    @Test
    void its_threads_do_not_keep_a_process_alive_and_end_when_it_is_closed() {
        var pool = new WorkerPool(3);
        var before = threads();
        pool.run(3, task -> {});
        assertThat(threads() - before).isEqualTo(2);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(WorkerPoolTest::isOurs)
                .allMatch(Thread::isDaemon);
        pool.close();
        assertThat(threads()).isEqualTo(before);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(WorkerPoolTest::isOurs)
                .filter(Thread::isAlive)
                .count();
    }

    private static boolean isOurs(Thread thread) {
        return thread.getName().startsWith("inkstream-engine-");
    }
}
