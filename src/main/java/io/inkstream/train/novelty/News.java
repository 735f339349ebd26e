package io.inkstream.train.novelty;

import io.inkstream.train.corpus.Source;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides which records somebody is told of: those that are so new that as many a day are as was asked for. What is like something told before is
 * counted, and told again when twice as many have come as were told last, as far as the rate asked for leaves room for it. Remembers the last {@value #TOLD_MAX} that were told and {@value #LINES_MAX} kinds of
 * lines to compare with; all it holds is part of the checkpoint.
 */
final class News {

    static final String SETTINGS = "alerts.settings";
    static final String STATE = "alerts.state";

    private static final int TOLD_MAX = 64;
    private static final int LINES_MAX = 256;

    /** Records before the first that is told: to a model that knows nothing all are new. */
    private static final long LEARNED_LEAST = 400;

    /** A record is usual for its key where so many of the key's are as new. */
    private static final double USUAL = 0.05;

    /** In units of the smallest share: of values that are not recent a little is left, and a record that is newer than all others is told all the same. */
    private static final double NEWEST = 1.5;

    /** What is counted for drift: records newer than four of five, over the last thirty or so. */
    private static final double RARE = 0.2;

    private static final double DRIFT_WEIGHT = 0.03;
    private static final double DRIFTING = 0.75;
    private static final double DRIFTED = 0.4;

    private final AlertSettings settings;
    private DailyRate rate = new DailyRate();
    private Allowance allowance = Allowance.full();
    private long records;
    private double rare;
    private boolean drifting;
    /** By what they look like masked; what was of use last is last. */
    private final LinkedHashMap<String, Told> told = new LinkedHashMap<>(16, 0.75f, true);

    private final LinkedHashMap<String, Kept> lines = new LinkedHashMap<>(16, 0.75f, true);

    private record Kept(Alert.Line line, Likeness likeness) {}

    News(AlertSettings settings) {
        this.settings = settings;
    }

    /**
     * Takes the next record.
     *
     * @param probability share of recent records that were at least as new; null while there are few
     * @param keyProbability the same of its key; null: nothing is known of that
     * @param least the smallest share that there can be
     * @param isDismissed whether a person said that its like is no news
     * @return what to tell; null: nothing
     */
    Alert take(
            Source source,
            Double probability,
            Double keyProbability,
            double least,
            Beginning beginning,
            boolean isDismissed) {
        records++;
        rate.add(Math.max(0, source.timestamp()));
        var line = new Alert.Line(source.partition(), source.offset(), beginning.text());
        allowance.add(wantedShare());
        var alert = isDismissed ? null : alert(line, beginning, probability, keyProbability, least);
        if (alert != null) {
            allowance.take();
        }
        lines.put(beginning.masked(), new Kept(line, beginning.likeness()));
        dropFirst(lines, LINES_MAX);
        return alert;
    }

    private Alert alert(Alert.Line line, Beginning beginning, Double probability, Double keyProbability, double least) {
        if (records <= LEARNED_LEAST || probability == null || line.text().isBlank()) {
            return null; // a blank line says nothing to anybody
        }
        boolean begins = drifts(probability);
        String like = likest(beginning.likeness());
        if (like != null) {
            return again(like, line);
        }
        if (begins) {
            return new Alert(Alert.Kind.DRIFT, line, 1, line.text(), null, 0);
        }
        if (drifting
                || probability > Math.max(wantedShare(), NEWEST * least)
                || keyProbability != null && keyProbability > USUAL) {
            return null;
        }
        told.put(beginning.masked(), Told.now(line, beginning.likeness()));
        dropFirst(told, TOLD_MAX);
        return nearest(line, beginning.likeness());
    }

    private double wantedShare() {
        return Math.min(1, settings.share() > 0 ? settings.share() : settings.perDay() / rate.perDay());
    }

    /** Whether with this record most have become surprising. */
    private boolean drifts(double probability) {
        rare += DRIFT_WEIGHT * ((probability <= RARE ? 1 : 0) - rare);
        boolean begins = !drifting && rare > DRIFTING;
        drifting = drifting ? rare > DRIFTED : begins;
        return begins;
    }

    /** What was told before and is most like it; null: nothing is like it. */
    private String likest(Likeness likeness) {
        String most = null;
        double best = Likeness.ALIKE;
        for (var entry : told.entrySet()) {
            double like = entry.getValue().likeness().to(likeness);
            if (like >= best) {
                best = like;
                most = entry.getKey();
            }
        }
        return most;
    }

    /** Counts it with what was told before. */
    private Alert again(String like, Alert.Line line) {
        var counted = told.compute(like, (key, one) -> one.oneMore());
        if (!counted.isDue() || !allowance.hasOne()) {
            return null;
        }
        told.put(like, counted.toldAgain());
        return new Alert(Alert.Kind.AGAIN, counted.first(), counted.count(), line.text(), null, 0);
    }

    private Alert nearest(Alert.Line line, Likeness likeness) {
        Alert.Line nearest = null;
        double best = 0;
        for (var kept : lines.values()) {
            double like = kept.likeness().to(likeness);
            if (like > best) {
                best = like;
                nearest = kept.line();
            }
        }
        return new Alert(Alert.Kind.NEW, line, 1, line.text(), nearest, best);
    }

    private static void dropFirst(Map<String, ?> map, int most) {
        if (map.size() > most) {
            Iterator<String> first = map.keySet().iterator();
            first.next();
            first.remove();
        }
    }

    Map<String, String> saved() {
        var saved = new TreeMap<String, String>();
        if (!settings.wanted()) {
            return saved;
        }
        saved.put(SETTINGS, settings.saved());
        saved.put(STATE, records + " " + rare + " " + drifting + " " + allowance.saved());
        saved.put("alerts.rate", rate.saved());
        int place = 0;
        for (var each : told.values()) {
            saved.put("alerts.told.%03d".formatted(place++), each.saved());
        }
        place = 0;
        for (var each : lines.values()) {
            saved.put("alerts.line.%03d".formatted(place++), each.line().saved());
        }
        return saved;
    }

    /** Goes on where a checkpoint was; of one that was made without alerts, from nothing. */
    static News restore(AlertSettings settings, Map<String, String> saved) {
        var news = new News(settings);
        if (!saved.containsKey(STATE)) {
            return news;
        }
        String[] state = saved.get(STATE).split(" ");
        news.records = Long.parseLong(state[0]);
        news.rare = Double.parseDouble(state[1]);
        news.drifting = Boolean.parseBoolean(state[2]);
        news.allowance =
                state.length > 3 ? Allowance.restore(state[3]) : Allowance.full(); // of a version that kept none
        news.rate = DailyRate.restore(saved.get("alerts.rate"));
        new TreeMap<>(saved).forEach((name, value) -> {
            if (name.startsWith("alerts.told.")) {
                var told = Told.restore(value);
                news.told.put(Likeness.masked(told.first().text()), told);
            } else if (name.startsWith("alerts.line.")) {
                var line = Alert.Line.restore(value);
                String masked = Likeness.masked(line.text());
                news.lines.put(masked, new Kept(line, Likeness.of(masked)));
            }
        });
        return news;
    }
}
