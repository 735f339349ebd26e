package io.inkstream.mixture.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EntryPoolTest {

    private record Block(int place, int length, int mark) {}

    @Test
    void no_two_lists_overlap_however_they_come_and_go() {
        var pool = new EntryPool(2_000);
        var random = new Random(3);
        var blocks = new ArrayList<Block>();
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            int length = 1 + (int) Math.floor(Math.pow(255, random.nextDouble()));
            int place = pool.allocate(Math.min(EntryPool.LIST_MAX, length));
            if (place == 0) {
                refused++;
            } else {
                var block = new Block(place, Math.min(EntryPool.LIST_MAX, length), round + 1);
                Arrays.fill(pool.entries, block.place(), block.place() + block.length(), block.mark());
                blocks.add(block);
            }
            if ((place == 0 || random.nextInt(3) == 0) && !blocks.isEmpty()) {
                take(pool, blocks, random);
            }
        }
        assertThat(refused).isPositive();
    }

    private static void take(EntryPool pool, ArrayList<Block> blocks, Random random) {
        var block = blocks.remove(random.nextInt(blocks.size()));
        for (int i = 0; i < block.length(); i++) {
            assertThat(pool.entries[block.place() + i]).isEqualTo(block.mark());
        }
        pool.release(block.place(), block.length());
    }

    @Test
    void a_larger_block_is_cut_when_none_of_the_size_is_left() {
        var pool = new EntryPool(1 + 12);
        pool.release(pool.allocate(12), 12);

        assertThat(pool.allocate(5)).isEqualTo(1);
        assertThat(pool.allocate(6)).isEqualTo(7);
        assertThat(pool.allocate(1)).isZero();
    }
}
