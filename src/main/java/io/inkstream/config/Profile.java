package io.inkstream.config;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A set of defaults, named by the key {@code profile}. */
public enum Profile {

    /** The tutorial that Inkstream grew from, exactly. */
    SEED,

    /** Chosen for quality on a stream of any UTF-8 text; docs/learning.md says how. */
    STREAM,

    /** The same where little time may be spent on a character. */
    STREAM_SMALL,

    /** The same where more may be. */
    STREAM_LARGE;

    /** What this profile sets, by key, as it would be written after {@code --set KEY=}. */
    public Map<String, String> defaults() {
        return Definition.keys()
                .filter(Key::isProfiled)
                .collect(Collectors.toUnmodifiableMap(Key::name, key -> key.value(this)));
    }

    /** The profile's name as the key {@code profile} takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
