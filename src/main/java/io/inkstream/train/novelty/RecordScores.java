package io.inkstream.train.novelty;

import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scores records by those that were scored before: of all, and of each key the last {@value #KEYS_MAX} of which a record came. What it holds is
 * part of the checkpoint.
 */
public final class RecordScores {

    /** Records that the mean reaches back to. */
    private static final int HORIZON = 100;

    private static final int KEYS_MAX = 256;
    private static final String KEY = "scores.key.";
    private static final String RECORDS = "scores.records";

    private final Vocabulary vocabulary;
    private final boolean alerts;
    private News news;
    private Dismissed dismissed = new Dismissed();
    private Distribution bits = new Distribution(HORIZON);
    private RecentShare all = new RecentShare();
    /** In the order in which they were seen last, the longest ago first. */
    private final LinkedHashMap<String, RecentShare> byKey = new LinkedHashMap<>(16, 0.75f, true);

    RecordScores(Vocabulary vocabulary, AlertSettings alerts) {
        this.vocabulary = vocabulary;
        this.alerts = alerts.wanted();
        this.news = new News(alerts);
    }

    /**
     * A record's score.
     *
     * @param source where it came from
     * @param place of its last slice on {@code corpus-ordered}, as an offset: records are scored in this order
     * @param tally what it cost
     * @param novelty of the tally, lowered where a person said that its like is no news
     * @param dismissed how alike it is to what a person said that of; null: to nothing
     * @param z standard deviations of its bits per character above the mean; null while there is nothing to compare with
     * @param mean of the records before, bits per character
     * @param deviation of the records before, bits per character
     * @param probability share of recent records that were at least as new; null while there are few
     * @param keyProbability the same of those with its key; null also where it has none
     * @param step training steps done when its text was learned
     * @param alert what somebody is to be told with it; null: nothing
     */
    public record Score(
            Source source,
            long place,
            Tally tally,
            double novelty,
            Double dismissed,
            Double z,
            double mean,
            double deviation,
            Double probability,
            Double keyProbability,
            long step,
            Alert alert) {}

    Score score(Source source, long place, Tally tally, long step) {
        double each = tally.bitsPerCharacter();
        var beginning = alerts || !dismissed.isEmpty() ? Beginning.of(vocabulary.decode(tally.head())) : null;
        Double like = dismissed.isEmpty() ? null : dismissed.likeness(beginning);
        double novelty = like == null ? tally.novelty() : (1 - like) * tally.novelty();
        var ofKey = ofKey(source.key());
        Double probability = all.atLeast(novelty);
        Double keyProbability = ofKey == null ? null : ofKey.atLeast(novelty);
        var alert =
                alerts ? news.take(source, probability, keyProbability, all.least(), beginning, like != null) : null;
        var score = new Score(
                source,
                place,
                tally,
                novelty,
                like,
                bits.z(each),
                bits.mean(),
                bits.deviation(),
                probability,
                keyProbability,
                step,
                alert);
        bits.add(each);
        all.add(novelty);
        if (ofKey != null) {
            ofKey.add(novelty);
        }
        return score;
    }

    /** Takes what a person said of a text, as far as the vocabulary has it. */
    void judge(Verdict verdict) {
        byte[] ids = vocabulary.encode(verdict.text()).ids();
        byte[] head = Arrays.copyOf(ids, Math.min(Tally.HEAD, ids.length));
        dismissed.judge(verdict.isNews(), Beginning.of(vocabulary.decode(head)));
    }

    private RecentShare ofKey(String key) {
        if (key == null) {
            return null;
        }
        var known = byKey.computeIfAbsent(key, absent -> new RecentShare());
        if (byKey.size() > KEYS_MAX) {
            byKey.remove(byKey.keySet().iterator().next());
        }
        return known;
    }

    /** Whether a checkpoint that keeps this was made with scores. */
    public static boolean areIn(Map<String, String> saved) {
        return saved.containsKey(RECORDS);
    }

    Map<String, String> saved() {
        var saved = new TreeMap<String, String>();
        saved.put(RECORDS, Long.toString(bits.count()));
        saved.put("scores.mean", Double.toString(bits.mean()));
        saved.put("scores.variance", Double.toString(bits.variance()));
        saved.put("scores.shares", all.saved());
        saved.putAll(news.saved());
        saved.putAll(dismissed.saved());
        int place = 0;
        for (var entry : byKey.entrySet()) {
            saved.put(KEY + "%03d".formatted(place++), entry.getValue().saved() + "/" + entry.getKey());
        }
        return saved;
    }

    /** Goes on where a checkpoint was that has scores. */
    static RecordScores restore(Vocabulary vocabulary, AlertSettings alerts, Map<String, String> saved) {
        var scores = new RecordScores(vocabulary, alerts);
        scores.news = News.restore(alerts, saved);
        scores.dismissed = Dismissed.restore(saved);
        scores.bits = new Distribution(
                HORIZON,
                Long.parseLong(saved.get(RECORDS)),
                Double.parseDouble(saved.get("scores.mean")),
                Double.parseDouble(saved.get("scores.variance")));
        if (saved.containsKey("scores.shares")) {
            scores.all = RecentShare.restore(saved.get("scores.shares"));
        }
        new TreeMap<>(saved).forEach((name, value) -> {
            if (name.startsWith(KEY)) {
                int end = value.indexOf('/');
                scores.byKey.put(value.substring(end + 1), RecentShare.restore(value.substring(0, end)));
            }
        });
        return scores;
    }
}
