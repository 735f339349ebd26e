package io.inkstream.train.novelty;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The texts that people said are no news, {@value #MOST} at most: of one more, that which was said or of use longest ago leaves. It is part of
 * the checkpoint.
 */
final class Dismissed {

    private static final int MOST = 256;
    private static final String TEXT = "scores.dismissed.";

    /** By what they look like masked; what was of use last is last. */
    private final LinkedHashMap<String, Beginning> texts = new LinkedHashMap<>(16, 0.75f, true);

    boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Takes what was said of a text from here on. */
    void judge(boolean isNews, Beginning of) {
        if (isNews) {
            texts.values().removeIf(each -> each.likeness().to(of.likeness()) >= Likeness.ALIKE);
            return;
        }
        texts.put(of.masked(), of);
        if (texts.size() > MOST) {
            texts.remove(texts.keySet().iterator().next());
        }
    }

    /** How alike a record is to the text that is most like it, {@link Likeness#ALIKE} to 1; null: it is like none. */
    Double likeness(Beginning of) {
        String most = null;
        double best = Likeness.ALIKE;
        for (var each : texts.entrySet()) {
            double like = each.getValue().likeness().to(of.likeness());
            if (like >= best) {
                best = like;
                most = each.getKey();
            }
        }
        if (most == null) {
            return null;
        }
        texts.get(most); // of use
        return best;
    }

    /** Nothing while nothing was said. */
    Map<String, String> saved() {
        var saved = new TreeMap<String, String>();
        for (var each : texts.values()) {
            saved.put(
                    TEXT + "%03d".formatted(saved.size()),
                    Base64.getEncoder().encodeToString(each.text().getBytes(StandardCharsets.UTF_8)));
        }
        return saved;
    }

    static Dismissed restore(Map<String, String> saved) {
        var dismissed = new Dismissed();
        new TreeMap<>(saved).forEach((name, value) -> {
            if (name.startsWith(TEXT)) {
                dismissed.judge(
                        false, Beginning.of(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
            }
        });
        return dismissed;
    }
}
