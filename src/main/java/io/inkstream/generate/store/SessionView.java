package io.inkstream.generate.store;

import io.inkstream.checkpoint.Digests;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A session to be shown.
 *
 * @param model the model that it is of
 * @param key the key of its prompts
 * @param step the step of the checkpoint that its state was computed with
 * @param width hidden units of all layers
 * @param seed of its random numbers
 * @param drawn how many numbers of that seed were drawn
 * @param recent what was read and written last, at most 256 bytes, in hexadecimal
 * @param remembered bytes that it read and wrote last and that it keeps: more than 256 where it adapts to them
 * @param lastPrompt when its last prompt was written
 * @param bytes that it takes in its store
 * @param sha256 the digest that its last reply had
 */
public record SessionView(
        String model,
        String key,
        long step,
        int width,
        long seed,
        long drawn,
        String recent,
        int remembered,
        String lastPrompt,
        int bytes,
        String sha256) {

    public static SessionView of(String model, String key, byte[] value) {
        var session = Session.fromBytes(SessionStore.session(value));
        var position = session.position();
        Instant used = SessionStore.used(value);
        return new SessionView(
                model,
                key,
                session.step(),
                session.width(),
                position.random().seed(),
                position.random().counter(),
                HexFormat.of().formatHex(position.window()),
                position.recent().length,
                used.toString(),
                value.length,
                Digests.sha256(session.toBytes()));
    }
}
