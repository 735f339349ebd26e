package io.inkstream.bench.stand;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A JVM with one implementation under test, ruled by lines on standard input: {@code check N} takes N units of work and answers
 * what came of them, {@code time SECONDS} works for so long and answers the characters per second, {@code describe} and {@code
 * quit} say what they do. Answers begin with {@link #MARK}; whatever else native libraries print is passed over.
 */
public final class Stand {

    public static final String MARK = "inkstream-bench ";

    private Stand() {}

    /**
     * What a stand is started with.
     *
     * @param sessions texts that are continued at the same time; 0 for training
     * @param threads to compute on
     * @param setting the way an implementation is used, of those that it has
     */
    public record Setup(NetworkSize size, int sessions, int threads, String setting) {}

    /** What is timed and compared. */
    public interface Work {
        String description();

        /** Figures that every implementation must agree on, from the start. */
        double[] check(int count);

        /** A piece of work; the characters it handled. */
        long run();
    }

    /** Reads the arguments that {@code StandProcess} gives. */
    public static Setup setup(String[] arguments) {
        Map<String, String> given = new TreeMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            given.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return new Setup(
                NetworkSize.parse(given.get("size")),
                Integer.parseInt(given.get("sessions")),
                Integer.parseInt(given.get("threads")),
                given.get("setting"));
    }

    /** Serves a trainee: its figures are the losses of the first steps. */
    public static void serve(Trainee trainee, NetworkSize size) throws IOException {
        serve(new TrainingWork(trainee, Material.of(size)));
    }

    /** Serves a predictor: its figures are its surprise at the first characters of the sessions. */
    public static void serve(Predictor predictor, Setup setup) throws IOException {
        serve(new SamplingWork(predictor, setup));
    }

    /** Serves until it is told to quit, or nobody is there any more. */
    public static void serve(Work work) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
            String[] words = line.split(" ");
            String answer = switch (words[0]) {
                case "describe" -> work.description();
                case "check" -> joined(work.check(Integer.parseInt(words[1])));
                case "time" -> Double.toString(time(work, Double.parseDouble(words[1])));
                default -> throw new IllegalArgumentException("a stand does not know: " + line);
            };
            out.println(MARK + answer);
            out.flush();
        }
    }

    private static String joined(double[] figures) {
        var text = new StringBuilder();
        for (double figure : figures) {
            text.append(text.length() == 0 ? "" : " ").append(figure);
        }
        return text.toString();
    }

    private static double time(Work work, double seconds) {
        long begin = System.nanoTime();
        long characters = 0;
        long nanos;
        do {
            characters += work.run();
            nanos = System.nanoTime() - begin;
        } while (nanos < seconds * 1e9);
        return characters * 1e9 / nanos;
    }
}
