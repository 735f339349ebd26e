package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/** A way to change which ids are drawn: its options, and what it does. A new one is a class of this, and a line in {@link Sampling}. */
interface SamplingMethod {

    List<SamplingOption> options();

    /** What it does; empty if these options leave everything as it is. */
    Optional<SamplingStep> step(Sampling sampling);
}
