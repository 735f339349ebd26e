package io.inkstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the object of a request may have, declared once: what each field must be, and where it goes. A field that is null is one that is
 * not given.
 *
 * @param <T> what is made of the object
 */
public final class Fields<T> {

    /** Characters of a wrong value that its refusal shows. */
    static final int SHOWN_MAX = 100;

    private final Map<String, Field<T>> byName = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two have the same name */
    @SafeVarargs
    public Fields(Field<T>... fields) {
        for (var field : fields) {
            declare(field);
        }
    }

    /** @throws IllegalArgumentException if two have the same name */
    public Fields(List<Field<T>> fields) {
        fields.forEach(this::declare);
    }

    private void declare(Field<T> field) {
        if (byName.put(field.name(), field) != null) {
            throw new IllegalArgumentException("a field must be declared once: " + field.name());
        }
    }

    /** The names, as declared. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** @throws Refusal for the first field that is unknown, missing or not what it must be */
    public void read(ObjectNode object, T into) {
        for (var given : object.properties()) {
            if (!byName.containsKey(given.getKey())) {
                throw Refusal.invalid(
                        given.getKey(), "unknown parameter: " + Shown.shortened(given.getKey(), SHOWN_MAX));
            }
        }
        byName.forEach((name, field) -> read(field, object.get(name), into));
    }

    private static <T> void read(Field<T> field, JsonNode value, T into) {
        boolean given = value != null && !value.isNull();
        if (given ? !field.reader().read(value, into) : field.required()) {
            throw Refusal.invalid(
                    field.name(),
                    field.name() + " must be " + field.expected() + ": "
                            + Shown.shortened(value == null ? "it is missing" : value.toString(), SHOWN_MAX));
        }
    }
}
