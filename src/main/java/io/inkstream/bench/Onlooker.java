package io.inkstream.bench;

/** Who is told how a benchmark goes, while it goes. */
public interface Onlooker {

    /** Something happened. */
    void hear(String news);

    /** How much there is to do in all, as far as is known now. */
    void expect(long amount);

    /** So much more of it is done. */
    void advance(long amount);
}
