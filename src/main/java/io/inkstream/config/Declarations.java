package io.inkstream.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How keys are declared: under a group, in order, each with its type, default, range and meaning. */
abstract class Declarations {

    static final Validator TRUE_OR_FALSE = Expect.anything("true or false");

    final ConfigDef definition;
    private String group = "";
    private int order;

    /** @param definition what the keys are added to */
    Declarations(ConfigDef definition) {
        this.definition = definition;
    }

    void group(String name) {
        group = name;
        order = 0;
    }

    /** A key whose default the profile sets; the documentation shows the default profile's. */
    Key profiled(String name, Type type, Validator expected, Importance importance) {
        return key(name, type, Profile.STREAM.defaults().get(name), expected, importance);
    }

    Key key(String name, Type type, String byDefault, Validator expected, Importance importance) {
        return documentation -> definition.define(
                name, type, byDefault, expected, importance, documentation, group, ++order, Width.MEDIUM, name);
    }

    /** A key that lacks its documentation alone. */
    interface Key {
        void means(String documentation);
    }
}
