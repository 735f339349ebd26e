package io.inkstream.config;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings that shape a model's learning, and what a checkpoint records of them: entries under the names of their keys. */
public final class RecordedSettings {

    private static final List<Key> KEYS =
            Definition.keys().filter(key -> key.recorded().isPresent()).toList();

    private RecordedSettings() {}

    /** Returns the settings that a configuration has. */
    public static LearnerSettings of(Configuration configuration) {
        return settings(configuration::string);
    }

    /** Returns the entries of a checkpoint, sorted by key. */
    public static Map<String, String> entries(LearnerSettings settings) {
        var entries = new TreeMap<String, String>();
        for (var key : KEYS) {
            entries.put(
                    key.name(),
                    key.recorded().orElseThrow().value().apply(settings).toString());
        }
        return entries;
    }

    /**
     * Returns the settings that entries describe.
     *
     * @throws IllegalArgumentException if one is missing, or its value is not one that it can have
     */
    public static LearnerSettings read(Map<String, String> entries) {
        var all = new TreeMap<String, String>();
        for (var key : KEYS) {
            String value = entries.get(key.name());
            all.put(key.name(), value != null ? value : absent(key));
        }
        try {
            return settings(all::get);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a checkpoint's settings must be numbers where they count: " + entries, e);
        }
    }

    private static String absent(Key key) {
        return key.recorded()
                .orElseThrow()
                .absent()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a checkpoint must have the setting " + key.name() + ": it has none"));
    }

    /** Returns the keys that weights, carried state or the walk through a window depend on: they cannot change while a model lives. */
    public static List<String> fixed() {
        return KEYS.stream()
                .filter(key -> key.recorded().orElseThrow().fixed())
                .map(Key::name)
                .toList();
    }

    private static LearnerSettings settings(Entries of) {
        return new LearnerSettings(
                Vocabulary.named(of.text(Keys.VOCABULARY)),
                ModelKeys.network(of),
                LearningKeys.window(of),
                LearningKeys.optimizer(of),
                new MixtureSize(of.integer(Keys.MIXTURE_BITS)),
                of.longInteger(Keys.SEED),
                LearningKeys.rounds(of));
    }

    /** Settings as texts. Each method throws a {@link NumberFormatException} where the text is not of its type. */
    interface Entries {

        String text(String key);

        default int integer(String key) {
            return Integer.parseInt(text(key));
        }

        default long longInteger(String key) {
            return Long.parseLong(text(key));
        }

        default double real(String key) {
            return Double.parseDouble(text(key));
        }
    }
}
