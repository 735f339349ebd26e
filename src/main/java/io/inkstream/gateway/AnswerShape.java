package io.inkstream.gateway;

import io.inkstream.schema.GeneratedText;
import java.util.List;

/** What answers look like, as JSON. Continuations of several texts are numbered through: those of the first text come first. */
interface AnswerShape {

    /**
     * The whole of it.
     *
     * @param ends the last pieces of all continuations
     * @param count continuations of each text
     */
    Object whole(List<GeneratedText> ends, int count);

    /** @param offset characters (code points, as in the usage) that the pieces of this continuation before had */
    Object piece(GeneratedText reply, int offset);

    /** What a stream ends with where it was asked for; as {@link #whole}. */
    Object usage(List<GeneratedText> ends, int count);
}
