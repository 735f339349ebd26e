package io.inkstream.generate.admission;

import io.inkstream.generate.schedule.Start;
import io.inkstream.schema.GeneratedText;
import java.util.List;

/** What becomes of a prompt whose turn it is. */
public sealed interface Admitted {

    /** It is written. */
    record Started(Start start) implements Admitted {}

    /** It is not written, and these replies say why. */
    record Refused(List<GeneratedText> replies) implements Admitted {}

    /** It waits on: there is no model yet. */
    record Waits() implements Admitted {}

    /** It is not written, and this reply says why. */
    static Refused refused(GeneratedText reply) {
        return new Refused(List.of(reply));
    }
}
