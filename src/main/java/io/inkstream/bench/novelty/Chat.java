package io.inkstream.bench.novelty;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A chat made of texts, one topic each, a language for example: some topics are there from the beginning, the others begin midway, evenly spread. Whoever
 * speaks next speaks of any topic that has begun and has something left. What is said is a clause of the topic's text, each once. A message's kind is its
 * topic. The same texts, length and seed give the same chat.
 */
public final class Chat {

    /** Share of the topics that are there from the beginning. */
    private static final double FROM_THE_BEGINNING = 0.2;

    /** Share of the messages before the first topic that begins midway. */
    private static final double BEFORE_THE_FIRST = 1 / 6.0;

    private static final String ENDS = ".,;:!?\u0964\u061b\u060c\u06d4\u3002\u3001\uff1b\uff1a\uff0c\u104a\u104b";

    /** Characters of a message: it ends with a clause that makes it as long as this at least, and is cut at a space or anywhere when it is longer than those. */
    private static final int CLAUSE = 40;

    private static final int AT_SPACE = 100;
    private static final int ANYWHERE = 120;

    /** What is shorter, a heading or the rest of a paragraph, is left out. */
    private static final int SHORTEST = 20;

    private Chat() {}

    /**
     * Makes a chat.
     *
     * @param texts topics, separated by blank lines
     * @param lines messages; fewer if the topics have less to say
     * @throws IllegalArgumentException if there are not at least two topics with something to say, or the chat would have no lines
     */
    public static LabelledLog of(String name, String texts, int lines, long seed) {
        var random = new Random(seed);
        var topics = new ArrayList<Topic>();
        for (String text : texts.split("\\R\\s*\\R")) {
            var messages = messages(text);
            if (!messages.isEmpty()) {
                Collections.shuffle(messages, random);
                topics.add(new Topic(Integer.toString(topics.size() + 1), new ArrayDeque<>(messages)));
            }
        }
        if (topics.size() < 2 || lines < 1) {
            throw new IllegalArgumentException(
                    "a chat must have two topics or more, separated by blank lines, and a line or more: "
                            + topics.size() + " topics, " + lines + " lines of " + name);
        }
        Collections.shuffle(topics, random);
        return log(name, topics, lines, random);
    }

    private record Topic(String kind, ArrayDeque<String> left) {}

    private static LabelledLog log(String name, List<Topic> topics, int most, Random random) {
        long there = topics.stream().mapToLong(topic -> topic.left.size()).sum();
        int all = (int) Math.min(most, there);
        int first = Math.max(1, (int) Math.round(FROM_THE_BEGINNING * topics.size()));
        var begun = new ArrayList<>(topics.subList(0, first));
        var toCome = new ArrayDeque<>(topics.subList(first, topics.size()));
        int later = toCome.size();
        double birth = birth(all, later, 0, random);
        var lines = new ArrayList<String>();
        var kinds = new ArrayList<String>();
        while (lines.size() < all) {
            if (!toCome.isEmpty() && (begun.isEmpty() || lines.size() >= birth)) {
                begun.add(toCome.remove());
                birth = birth(all, later, later - toCome.size(), random);
            }
            int at = random.nextInt(begun.size());
            var topic = begun.get(at);
            lines.add(topic.left.remove());
            kinds.add(topic.kind);
            if (topic.left.isEmpty()) {
                begun.remove(at);
            }
        }
        return new LabelledLog(name, lines, kinds);
    }

    /** Before which message the n-th of the later topics cannot come. */
    private static double birth(int lines, int later, int n, Random random) {
        return lines * (BEFORE_THE_FIRST + (1 - BEFORE_THE_FIRST) * (n + random.nextDouble()) / Math.max(1, later));
    }

    private static List<String> messages(String text) {
        var messages = new ArrayList<String>();
        text.lines().forEach(line -> {
            var message = new StringBuilder();
            line.codePoints().forEach(character -> {
                message.appendCodePoint(character);
                boolean ends = ENDS.indexOf(character) >= 0 && message.length() >= CLAUSE
                        || character == ' ' && message.length() >= AT_SPACE
                        || message.length() >= ANYWHERE;
                if (ends) {
                    keep(message, messages);
                }
            });
            keep(message, messages);
        });
        return messages;
    }

    private static void keep(StringBuilder message, List<String> messages) {
        String kept = message.toString().strip();
        if (kept.length() >= SHORTEST) {
            messages.add(kept);
        }
        message.setLength(0);
    }
}
