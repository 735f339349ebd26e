package io.inkstream.train.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.train.corpus.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NewsTest {

    private static final long DAY_MS = 86_400_000;

    private final Random random = new Random(11);
    private final RecentShare share = new RecentShare();
    private News news = new News(new AlertSettings(20, 0, AlertSettings.Text.RECORD));
    private long offset;

    /** Of 20 asked for, one record a second: the first day has those that are told while shares are coarse, and of one day alone chance decides. */
    @Test
    void where_records_come_alike_as_many_a_day_are_told_as_were_asked_for() {
        int perDay = 86_400;
        int[] told = new int[3];
        for (int i = 0; i < told.length * perDay; i++) {
            var alert = take(i * DAY_MS / perDay, Math.exp(random.nextGaussian()), words());
            told[i / perDay] += alert == null ? 0 : 1;
        }
        assertThat(told[0]).isBetween(14, 30);
        assertThat((told[1] + told[2]) / 2.0).isBetween(20 / 1.5, 20 * 1.5);
    }

    @Test
    void the_same_new_thing_is_told_once_and_counted() {
        usual(2_300);
        var first = take(0, 6, "disk /data/7 is full, 0 bytes left of 1048576");
        assertThat(first.kind()).isEqualTo(Alert.Kind.NEW);
        assertThat(first.nearest().text()).endsWith("is fine");
        var again = full(8);
        assertThat(again).extracting(Alert::kind).containsOnly(Alert.Kind.AGAIN);
        assertThat(again).extracting(Alert::count).containsExactly(2L, 4L, 8L);
        assertThat(again).extracting(Alert::first).containsOnly(first.first());
    }

    /** What is seldom and new to the model again and again: a hundred kinds of lines that come once in 2,000. Each would be told at its doubles. */
    @Test
    void what_comes_again_and_again_takes_no_more_alerts_than_were_asked_for() {
        int perDay = 43_200;
        int days = 3;
        var seldom = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            seldom.add(words());
        }
        int[] told = new int[Alert.Kind.values().length];
        for (int i = 0; i < days * perDay; i++) {
            boolean isSeldom = random.nextInt(20) == 0;
            String text = isSeldom ? seldom.get(random.nextInt(100)) + " " + i : "disk /data/" + i + " is fine";
            var alert = take(i * DAY_MS / perDay, (isSeldom ? 2 : 1) * Math.exp(random.nextGaussian()), text);
            told[alert == null ? Alert.Kind.DRIFT.ordinal() : alert.kind().ordinal()]++;
        }
        int alerts = told[Alert.Kind.NEW.ordinal()] + told[Alert.Kind.AGAIN.ordinal()];
        assertThat(alerts).isBetween(days * 20 / 2, days * 20 * 3 / 2);
        assertThat(told[Alert.Kind.AGAIN.ordinal()]).isGreaterThan(5);
    }

    @Test
    void a_burst_is_told_as_far_as_the_rate_allows_and_its_count_when_there_is_room() {
        usual(2_300);
        take(0, 6, "disk /data/7 is full, 0 bytes left of 1048576");
        assertThat(full(40)).extracting(Alert::count).containsExactly(2L, 4L, 8L, 16L);
        usual(300); // some two and a half hours of those at 20 alerts a day
        assertThat(full(1)).extracting(Alert::count).containsExactly(42L);
        assertThat(full(41)).isEmpty();
    }

    private List<Alert> full(int records) {
        var told = new ArrayList<Alert>();
        for (int i = 0; i < records; i++) {
            var alert = take(0, 6, "disk /data/" + i + " is full, 0 bytes left of " + random.nextInt(1 << 20));
            if (alert != null) {
                told.add(alert);
            }
        }
        return told;
    }

    @Test
    void what_was_saved_without_what_was_told_last_is_told_at_its_next_double() {
        usual(2_000);
        take(0, 6, "disk /data/7 is full, 0 bytes left of 1048576");
        full(4);
        var older = new HashMap<String, String>();
        news.saved().forEach((name, value) -> {
            boolean hasMore = name.equals(News.STATE) || name.startsWith("alerts.told.");
            older.put(name, hasMore ? value.substring(0, value.lastIndexOf(' ')) : value);
        });
        news = News.restore(new AlertSettings(20, 0, AlertSettings.Text.RECORD), older);
        assertThat(full(5)).extracting(Alert::count).containsExactly(8L);
    }

    @Test
    void what_is_newer_than_all_recent_records_is_told_though_one_long_ago_was_newer() {
        usual(10);
        take(0, 9, "a banner that is printed at the start");
        usual(2_000);
        assertThat(take(0, 6, "disk 7 is full")).isNotNull();
    }

    @Test
    void a_blank_record_is_not_told_however_new_it_is() {
        usual(2_000);
        assertThat(take(0, 6, " \n")).isNull();
        assertThat(take(0, 7, "disk 7 is full")).isNotNull();
    }

    @Test
    void when_all_has_become_surprising_that_is_told_once_and_no_record() {
        usual(2_000);
        var told = new ArrayList<Alert.Kind>();
        for (int i = 0; i < 300; i++) {
            var alert = take(0, 3 + random.nextDouble(), words());
            if (alert != null) {
                told.add(alert.kind());
            }
        }
        assertThat(told).contains(Alert.Kind.DRIFT).hasSizeLessThan(60);
        assertThat(told.subList(told.indexOf(Alert.Kind.DRIFT) + 1, told.size()))
                .isEmpty();
    }

    @Test
    void what_is_usual_for_its_key_is_no_news() {
        usual(2_000);
        var source = new Source(0, offset, true, 0, "chatty");
        assertThat(news.take(source, share.atLeast(6), 0.3, share.least(), Beginning.of("quite new here"), false))
                .isNull();
        assertThat(news.take(source, share.atLeast(6), null, share.least(), Beginning.of("quite new here"), false))
                .isNotNull();
    }

    @Test
    void what_is_saved_goes_on_to_the_same() {
        usual(1_000);
        take(0, 6, "disk 7 is full");
        var other = News.restore(new AlertSettings(20, 0, AlertSettings.Text.RECORD), news.saved());
        assertThat(other.saved()).isEqualTo(news.saved());
        for (int i = 0; i < 500; i++) {
            String text = random.nextInt(9) == 0 ? "disk " + i + " is full" : words();
            double novelty = random.nextDouble() * (i % 100 == 0 ? 9 : 1);
            var source = new Source(0, offset, true, i * 1_000L, null);
            var theirs = other.take(source, share.atLeast(novelty), null, share.least(), Beginning.of(text), false);
            assertThat(take(i * 1_000L, novelty, text)).isEqualTo(theirs);
        }
        assertThat(other.saved()).isEqualTo(news.saved());
    }

    @Test
    void likeness_does_not_look_at_what_varies() {
        var one = Likeness.of(Likeness.masked("Failed password for x17 from 10.0.0.1"));
        assertThat(one.to(Likeness.of(Likeness.masked("Failed password for a0b1c2 from 192.168.7.254"))))
                .isEqualTo(1);
        assertThat(one.to(Likeness.of(Likeness.masked("Accepted key for x17 from 10.0.0.1"))))
                .isBetween(0.2, 0.6);
        assertThat(one.to(Likeness.of("entirely otherwise"))).isZero();
    }

    @Test
    void a_day_is_what_the_records_times_say() {
        var rate = new DailyRate();
        for (int i = 0; i < 30 * 60; i++) {
            rate.add(1_700_000_000_000L + i * 60_000L); // one a minute, for 30 hours
        }
        assertThat(rate.perDay()).isBetween(1_430.0, 1_450.0);
        var restored = DailyRate.restore(rate.saved());
        assertThat(restored.perDay()).isEqualTo(rate.perDay());
        restored.add(1_700_000_000_000L + 3 * DAY_MS); // nothing for more than a day
        assertThat(restored.perDay()).isLessThan(3);
    }

    private void usual(int records) {
        for (int i = 0; i < records; i++) {
            take(i * 40_000L, random.nextDouble(), "disk /data/" + i + " is fine");
        }
    }

    private Alert take(long timestamp, double novelty, String text) {
        var alert = news.take(
                new Source(0, offset++, true, timestamp, null),
                share.atLeast(novelty),
                null,
                share.least(),
                Beginning.of(text),
                false);
        share.add(novelty);
        return alert;
    }

    private String words() {
        var words = new ArrayList<String>(List.of());
        for (int i = 0; i < 6; i++) {
            words.add(Integer.toString(random.nextInt(1 << 30), 26).replaceAll("[0-9]", "z"));
        }
        return String.join(" ", words);
    }
}
