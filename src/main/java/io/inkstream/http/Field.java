package io.inkstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A field of a request's object.
 *
 * @param expected what it must be; completes "must be ..."
 * @param reader takes the value over
 * @param required whether the request is wrong without it
 * @param <T> what is made of the object
 */
public record Field<T>(String name, String expected, Reader<T> reader, boolean required) {

    /** Takes a value over, unless it is not what it must be. */
    @FunctionalInterface
    public interface Reader<T> {

        /** @return whether it is what it must be */
        boolean read(JsonNode value, T into);
    }

    private Field(String name, String expected, Reader<T> reader) {
        this(name, expected, reader, false);
    }

    /** The same, without which the request is wrong. */
    public static <T> Field<T> required(Field<T> field) {
        return new Field<>(field.name, field.expected, field.reader, true);
    }

    /** A whole number, both ends included; at most those of 64 bits. */
    public static <T> Field<T> whole(String name, long least, long most, BiConsumer<T, Long> set) {
        String expected = least == Long.MIN_VALUE && most == Long.MAX_VALUE
                ? "a whole number of 64 bits"
                : "a whole number from " + least + " to " + most;
        return new Field<>(name, expected, (value, into) -> {
            boolean holds = value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= least
                    && value.longValue() <= most;
            if (holds) {
                set.accept(into, value.longValue());
            }
            return holds;
        });
    }

    /** A number, both ends included. */
    public static <T> Field<T> number(String name, double least, double most, BiConsumer<T, Double> set) {
        return number(
                name, "a number from " + plain(least) + " to " + plain(most), number -> number >= least, most, set);
    }

    /** A number above 0. */
    public static <T> Field<T> positive(String name, double most, BiConsumer<T, Double> set) {
        return number(name, "a number above 0, up to " + plain(most), number -> number > 0, most, set);
    }

    private static <T> Field<T> number(
            String name, String expected, Predicate<Double> isEnough, double most, BiConsumer<T, Double> set) {
        return new Field<>(name, expected, (value, into) -> {
            boolean holds = value.isNumber() && isEnough.test(value.doubleValue()) && value.doubleValue() <= most;
            if (holds) {
                set.accept(into, value.doubleValue());
            }
            return holds;
        });
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** True or false. */
    public static <T> Field<T> flag(String name, BiConsumer<T, Boolean> set) {
        return new Field<>(name, "true or false", (value, into) -> {
            if (value.isBoolean()) {
                set.accept(into, value.booleanValue());
            }
            return value.isBoolean();
        });
    }

    /** Any text. */
    public static <T> Field<T> text(String name, BiConsumer<T, String> set) {
        return text(name, "a text", text -> true, set);
    }

    /** @param expected of the text, with the word that it is one */
    public static <T> Field<T> text(String name, String expected, Predicate<String> holds, BiConsumer<T, String> set) {
        return new Field<>(name, expected, (value, into) -> {
            boolean good = value.isTextual() && holds.test(value.textValue());
            if (good) {
                set.accept(into, value.textValue());
            }
            return good;
        });
    }

    /** One of the names of an enumeration, in small letters. */
    public static <T, E extends Enum<E>> Field<T> oneOf(String name, E[] values, BiConsumer<T, E> set) {
        var names = new ArrayList<String>();
        for (var each : values) {
            names.add(each.name().toLowerCase(Locale.ROOT));
        }
        return oneOf(name, names, (into, place) -> set.accept(into, values[place]));
    }

    /** One of some words; its place among them is taken over. */
    public static <T> Field<T> oneOf(String name, List<String> words, BiConsumer<T, Integer> set) {
        return text(
                name,
                "one of " + String.join(", ", words),
                words::contains,
                (into, text) -> set.accept(into, words.indexOf(text)));
    }

    /** A text, or a list of texts; a text alone is a list of one. */
    public static <T> Field<T> texts(
            String name, String expected, Predicate<List<String>> holds, BiConsumer<T, List<String>> set) {
        return new Field<>(name, expected, (value, into) -> {
            var texts = new ArrayList<String>();
            for (var each : value.isArray() ? value : List.of(value)) {
                if (!each.isTextual()) {
                    return false;
                }
                texts.add(each.textValue());
            }
            boolean good = holds.test(texts);
            if (good) {
                set.accept(into, texts);
            }
            return good;
        });
    }

    /** An object with fields of its own, which a refusal names. */
    public static <T> Field<T> object(String name, Fields<T> fields) {
        return new Field<>(name, "an object", (value, into) -> {
            if (!(value instanceof ObjectNode object)) {
                return false;
            }
            try {
                fields.read(object, into);
            } catch (Refusal e) {
                throw Refusal.invalid(name, name + ": " + e.getMessage());
            }
            return true;
        });
    }

    /** An object that asks for nothing. */
    public static <T> Field<T> emptyObject(String name) {
        return new Field<>(name, "an empty object", (value, into) -> value.isObject() && value.isEmpty());
    }
}
