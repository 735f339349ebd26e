package io.inkstream.lstm;

/**
 * Between rows, one for each lane, and a matrix with a column for each lane. Four lanes at a time: their elements lie side by
 * side in the matrix, so that C2 checks one index for all four, which makes it three times as fast.
 */
final class Lanes {

    private Lanes() {}

    /** into[i][lane] = rows[lane][at + i] for i below count. */
    static void spread(float[][] rows, int at, int count, float[] into, int lanes) {
        int lane = 0;
        for (; lane + 3 < lanes; lane += 4) {
            spread(rows[lane], rows[lane + 1], rows[lane + 2], rows[lane + 3], at, count, into, lane, lanes);
        }
        for (; lane < lanes; lane++) {
            float[] row = rows[lane];
            for (int i = 0; i < count; i++) {
                into[i * lanes + lane] = row[at + i];
            }
        }
    }

    private static void spread(
            float[] a, float[] b, float[] c, float[] d, int at, int count, float[] into, int lane, int lanes) {
        int to = lane;
        for (int i = at; i < at + count; i++) {
            into[to] = a[i];
            into[to + 1] = b[i];
            into[to + 2] = c[i];
            into[to + 3] = d[i];
            to += lanes;
        }
    }

    /** rows[lane][i] = from[i][first + lane] for all i, of a matrix with so many columns. */
    static void split(float[] from, int first, int lanes, int columns, float[][] rows, int count) {
        int lane = 0;
        for (; lane + 3 < lanes; lane += 4) {
            split(from, first + lane, columns, rows[lane], rows[lane + 1], rows[lane + 2], rows[lane + 3], count);
        }
        for (; lane < lanes; lane++) {
            float[] row = rows[lane];
            for (int i = 0; i < count; i++) {
                row[i] = from[i * columns + first + lane];
            }
        }
    }

    private static void split(
            float[] from, int first, int columns, float[] a, float[] b, float[] c, float[] d, int count) {
        int next = first;
        for (int i = 0; i < count; i++) {
            a[i] = from[next];
            b[i] = from[next + 1];
            c[i] = from[next + 2];
            d[i] = from[next + 3];
            next += columns;
        }
    }

    /** rows[lane][at + i] += from[i][lane] for i below count, in the order of lanes. Rows may be the same array. */
    static void addTo(float[][] rows, int at, int count, float[] from, int lanes) {
        int lane = 0;
        for (; lane + 3 < lanes; lane += 4) {
            addTo(rows[lane], rows[lane + 1], rows[lane + 2], rows[lane + 3], at, count, from, lane, lanes);
        }
        for (; lane < lanes; lane++) {
            float[] row = rows[lane];
            for (int i = 0; i < count; i++) {
                row[at + i] += from[i * lanes + lane];
            }
        }
    }

    private static void addTo(
            float[] a, float[] b, float[] c, float[] d, int at, int count, float[] from, int lane, int lanes) {
        int next = lane;
        for (int i = at; i < at + count; i++) {
            a[i] += from[next];
            b[i] += from[next + 1];
            c[i] += from[next + 2];
            d[i] += from[next + 3];
            next += lanes;
        }
    }
}
