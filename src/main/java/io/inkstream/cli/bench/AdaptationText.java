package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.bench.adaptation.AdaptationBench.Read;
import io.inkstream.bench.adaptation.AdaptationBench.Result;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;

/** What {@code bench quality --sessions} prints. */
final class AdaptationText {

    /** Sessions of the table, and characters that one must have for the mean. */
    private static final int SHOWN = 20;

    private static final int LONG = 1000;

    private final PrintWriter out;
    private final String corpus;
    private final String profile;

    AdaptationText(PrintWriter out, String corpus, String profile) {
        this.out = out;
        this.corpus = corpus;
        this.profile = profile;
    }

    void table(Result result) {
        out.printf("%-24s %10s %10s %10s %8s%n", "SESSION", "CHARACTERS", "BITS", "ADAPTED", "LESS");
        result.sessions().stream()
                .sorted(Comparator.comparingInt(Read::characters).reversed())
                .limit(SHOWN)
                .forEach(this::row);
        var all = result.all();
        row(all);
        out.printf(
                Locale.ROOT,
                "%s, profile %s: %,d characters learned; %,d sessions, %.2f %% fewer bits, %.2f %% in the mean of those of"
                        + " %,d characters and more; %.2f of the time (%.1f and %.1f microseconds per character)%n",
                corpus,
                profile,
                result.learned(),
                result.sessions().size(),
                100 * all.saved(),
                100 * result.meanSaved(LONG),
                LONG,
                all.adapted().seconds() / all.plain().seconds(),
                1e6 * all.plain().seconds() / all.characters(),
                1e6 * all.adapted().seconds() / all.characters());
        out.flush();
    }

    private void row(Read session) {
        String line = session.name().lines().findFirst().orElse("");
        out.printf(
                Locale.ROOT,
                "%-24s %,10d %10.3f %10.3f %6.2f %%%n",
                line.substring(0, line.offsetByCodePoints(0, Math.min(24, line.codePointCount(0, line.length())))),
                session.characters(),
                session.plain().bits() / session.characters(),
                session.adapted().bits() / session.characters(),
                100 * session.saved());
    }

    void json(Result result) {
        var object = object(result.all())
                .put("corpus", corpus)
                .put("profile", profile)
                .put("learned", result.learned())
                .put("meanSaved", result.meanSaved(LONG));
        var sessions = object.putArray("sessions");
        result.sessions().forEach(session -> sessions.add(object(session)));
        out.println(object);
        out.flush();
    }

    private static ObjectNode object(Read session) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("session", session.name())
                .put("characters", session.characters())
                .put("bitsPerCharacter", session.plain().bits() / session.characters())
                .put("adaptedBitsPerCharacter", session.adapted().bits() / session.characters())
                .put("seconds", session.plain().seconds())
                .put("adaptedSeconds", session.adapted().seconds());
    }
}
