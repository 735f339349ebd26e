package io.inkstream.config;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;

/** Keys that belong together, in the order of the documentation. Complete once the interface that declares them is initialized. */
final class Group {

    private final String name;
    private final List<Key> keys = new ArrayList<>();

    Group(String name) {
        this.name = name;
    }

    /** Begins to declare the next key; {@link Key#means} ends it. */
    Key key(String key, Type type, Validator expected, Importance importance) {
        return new Key(keys::add, key, type, expected, importance);
    }

    List<Key> keys() {
        return List.copyOf(keys);
    }

    void define(ConfigDef definition) {
        int order = 0;
        for (var key : keys) {
            key.define(definition, name, ++order);
        }
    }
}
