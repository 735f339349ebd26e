package io.inkstream.bench.novelty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Logs made from templates in the manner of several systems: a few episodes run side by side, each a sequence of lines that share what varies; some
 * episodes come often and most seldom; some are there from the beginning, the others begin midway. A line's kind is its template. The same
 * system, length and seed give the same log.
 */
public final class MadeLog {

    /** Those whose templates there are. */
    public static final List<String> SYSTEMS =
            List.of("access", "batch", "cloud", "desktop", "kernel", "phone", "quorum", "rack", "storage", "web");

    /** Share of the episodes that are there from the beginning. */
    private static final double FROM_THE_BEGINNING = 0.4;

    /** The n-th episode comes as often as n to the power of minus this. */
    private static final double EXPONENT = 1.4;

    private static final int SIDE_BY_SIDE = 4;

    /** Episodes of one line that differs from another line of the system by a word or two, for each of the episodes that are written down. */
    private static final double LIKE_ANOTHER = 1;

    private final Random random;
    private final Variables variables;
    private final List<List<LineTemplate>> episodes;
    /** Before which line an episode cannot come. */
    private final int[] births;

    private final List<Run> running = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> kinds = new ArrayList<>();

    private record Run(Iterator<LineTemplate> rest, Map<String, String> remembered) {}

    private MadeLog(List<List<LineTemplate>> written, int lines, long seed) {
        this.random = new Random(seed);
        this.variables = new Variables(random);
        this.episodes = new ArrayList<>(written);
        var known = written.stream().flatMap(List::stream).toList();
        for (int i = 0; i < LIKE_ANOTHER * written.size(); i++) {
            var other = known.get(random.nextInt(known.size()));
            var like = other.like(known.get(random.nextInt(known.size())), random);
            // The seldom ones are at the end; these are among them, as the written ones are.
            int half = written.size() / 2;
            episodes.add(half + random.nextInt(episodes.size() - half), List.of(like));
        }
        births = new int[episodes.size()];
        int first = (int) Math.ceil(FROM_THE_BEGINNING * births.length);
        for (int i = first; i < births.length; i++) {
            births[i] = random.nextInt(lines);
        }
    }

    /**
     * Makes a log.
     *
     * @param system one of {@link #SYSTEMS}
     * @throws IllegalArgumentException if there is no such system or the log would have no lines
     */
    public static LabelledLog of(String system, int lines, long seed) {
        if (lines < 1 || !SYSTEMS.contains(system)) {
            throw new IllegalArgumentException(
                    "a log must have a line or more and be one of " + SYSTEMS + ": " + lines + " lines of " + system);
        }
        var log = new MadeLog(episodes(system), lines, seed);
        while (log.lines.size() < lines) {
            log.next();
        }
        return new LabelledLog(system, log.lines.subList(0, lines), log.kinds.subList(0, lines));
    }

    private static List<List<LineTemplate>> episodes(String system) {
        try (var in = Objects.requireNonNull(MadeLog.class.getResourceAsStream(system + ".txt"), system)) {
            return Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n\n"))
                    .map(episode -> LineTemplate.episode(episode.lines()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void next() {
        begin();
        while (running.size() < SIDE_BY_SIDE) {
            running.add(run(draw()));
        }
        var run = running.get(random.nextInt(running.size()));
        if (run.rest.hasNext()) {
            tell(run.rest.next(), run.remembered);
        } else {
            running.remove(run);
        }
    }

    /** Whatever is born now begins at once. */
    private void begin() {
        for (int i = 0; i < births.length; i++) {
            if (births[i] > 0 && births[i] <= lines.size()) {
                births[i] = 0;
                running.add(0, run(i));
            }
        }
    }

    private int draw() {
        double sum = 0;
        for (int i = 0; i < births.length; i++) {
            sum += weight(i);
        }
        double left = random.nextDouble() * sum;
        int drawn = 0;
        for (int i = 0; i < births.length && left >= 0; i++) {
            left -= weight(i);
            drawn = weight(i) > 0 ? i : drawn;
        }
        return drawn;
    }

    private double weight(int episode) {
        return births[episode] > 0 ? 0 : StrictMath.pow(episode + 1, -EXPONENT);
    }

    private Run run(int episode) {
        var rest = episodes.get(episode).stream()
                .filter(template -> random.nextDouble() < template.chance())
                .toList();
        return new Run(rest.iterator(), new HashMap<>());
    }

    private void tell(LineTemplate template, Map<String, String> remembered) {
        do {
            lines.add(template.line(variables, remembered));
            kinds.add(template.text());
        } while (random.nextDouble() > 1 / template.times());
    }
}
