package io.inkstream.config;

import io.inkstream.learn.LearnerSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The one declaration of a setting. */
final class Key {

    /**
     * What a checkpoint has of a setting.
     *
     * @param value the entry, as its text
     * @param absent what checkpoints of earlier releases had that lack the entry; empty: none lacks it
     * @param fixed whether weights, carried state or the walk through a window depend on it: it cannot change while a model lives
     */
    record Recorded(Function<LearnerSettings, Object> value, Optional<String> absent, boolean fixed) {}

    private final Consumer<Key> declared;
    private final String name;
    private final Type type;
    private final Validator expected;
    private final Importance importance;
    private String byDefault;
    private List<String> byProfile = List.of();
    private Optional<Recorded> recorded = Optional.empty();
    private String documentation;

    /** @param declared told when the declaration is whole */
    Key(Consumer<Key> declared, String name, Type type, Validator expected, Importance importance) {
        this.declared = declared;
        this.name = name;
        this.type = type;
        this.expected = expected;
        this.importance = importance;
    }

    /** The same default in every profile. */
    Key byDefault(String value) {
        byDefault = value;
        return this;
    }

    /** A value in each profile, as it would be written after {@code --set KEY=}; the documentation's default is that of {@code stream}. */
    Key byProfile(String seed, String stream, String streamSmall, String streamLarge) {
        byProfile = List.of(seed, stream, streamSmall, streamLarge);
        return byDefault(byProfile.get(Profile.STREAM.ordinal()));
    }

    /** Every checkpoint has it. */
    Key recorded(Function<LearnerSettings, Object> value) {
        recorded = Optional.of(new Recorded(value, Optional.empty(), false));
        return this;
    }

    /** Checkpoints have it, and those of earlier releases that do not had {@code absent}. */
    Key recorded(Function<LearnerSettings, Object> value, String absent) {
        recorded = Optional.of(new Recorded(value, Optional.of(absent), false));
        return this;
    }

    /** What is recorded cannot change while a model lives. */
    Key fixed() {
        recorded = recorded.map(entry -> new Recorded(entry.value(), entry.absent(), true));
        return this;
    }

    /** Ends the declaration, and returns the key's name. */
    String means(String text) {
        documentation = text;
        declared.accept(this);
        return name;
    }

    String name() {
        return name;
    }

    /** Whether profiles differ in it. */
    boolean isProfiled() {
        return !byProfile.isEmpty();
    }

    String value(Profile profile) {
        return byProfile.get(profile.ordinal());
    }

    Optional<Recorded> recorded() {
        return recorded;
    }

    void define(ConfigDef definition, String group, int order) {
        definition.define(name, type, byDefault, expected, importance, documentation, group, order, Width.MEDIUM, name);
    }
}
