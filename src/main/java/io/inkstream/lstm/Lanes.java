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

    /** into[i][lane] = rows[lane][at + i] for i below count, of rows that are so wide. */
    static void toColumns(float[] rows, int width, int at, int count, float[] into, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            int row = lane * width + at;
            for (int i = 0; i < count; i++) {
                into[i * lanes + lane] = rows[row + i];
            }
        }
    }

    /** rows[lane][at + i] = from[i][lane] for i below count, of rows that are so wide. */
    static void toRows(float[] from, int lanes, float[] rows, int width, int at, int count) {
        for (int lane = 0; lane < lanes; lane++) {
            int row = lane * width + at;
            for (int i = 0; i < count; i++) {
                rows[row + i] = from[i * lanes + lane];
            }
        }
    }

    /** turned[column][row] = rows[row][column] for some columns of a matrix of height × width. */
    static void turn(float[] rows, int height, int width, float[] turned, int begin, int end) {
        int column = begin;
        for (; column + 3 < end; column += 4) {
            int a = column * height;
            int b = a + height;
            int c = b + height;
            int d = c + height;
            int from = column;
            for (int row = 0; row < height; row++) {
                turned[a + row] = rows[from];
                turned[b + row] = rows[from + 1];
                turned[c + row] = rows[from + 2];
                turned[d + row] = rows[from + 3];
                from += width;
            }
        }
        for (; column < end; column++) {
            for (int row = 0; row < height; row++) {
                turned[column * height + row] = rows[row * width + column];
            }
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
