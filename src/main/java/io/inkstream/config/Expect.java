package io.inkstream.config;

import io.inkstream.serde.TopicNames;
import io.inkstream.serde.json.TextField;
import io.inkstream.serde.registry.RegistryAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** What a key's value should be. A validator's text completes "expected ...", in messages as in the documentation. */
final class Expect {

    private static final Pattern SERVER = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+):(\\d{1,5})");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.%]+");
    private static final Pattern MOCK = Pattern.compile("mock://[A-Za-z0-9._-]+");
    private static final String JAVA_NAME = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";
    private static final Pattern CLASS = Pattern.compile(JAVA_NAME + "(\\." + JAVA_NAME + ")*");

    private Expect() {}

    static Validator wholeFrom(long least, long most) {
        return that("a whole number from " + least + " to " + most, Number.class, value -> {
            var number = value.longValue();
            return number >= least && number <= most;
        });
    }

    static Validator zeroOrFrom(long least, long most) {
        return that("0, or a whole number from " + least + " to " + most, Number.class, value -> {
            var number = value.longValue();
            return number == 0 || number >= least && number <= most;
        });
    }

    static Validator realFrom(double least, double most) {
        return that("a number from " + plain(least) + " to " + plain(most), Number.class, value -> {
            var number = value.doubleValue();
            return number >= least && number <= most;
        });
    }

    static Validator realAbove(double below, double most) {
        return that("a number above " + plain(below) + ", up to " + plain(most), Number.class, value -> {
            var number = value.doubleValue();
            return number > below && number <= most;
        });
    }

    static Validator oneOf(String... values) {
        var allowed = List.of(values);
        var named = allowed.stream()
                .map(value -> value.isEmpty() ? "nothing" : value)
                .toList();
        return that("one of " + String.join(", ", named), String.class, allowed::contains);
    }

    /** One of an enumeration's values, by the names that {@code toString} gives. */
    static Validator oneOf(Enum<?>... values) {
        return oneOf(Arrays.stream(values).map(Enum::toString).toArray(String[]::new));
    }

    static Validator trueOrFalse() {
        return anything("true or false");
    }

    static Validator name(int most) {
        var pattern = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0," + (most - 1) + "}");
        return that(
                "a name of 1 to " + most + " characters of A-Z a-z 0-9 . _ -, not beginning with . or -",
                String.class,
                pattern.asMatchPredicate());
    }

    static Validator nameOrNothing(int most) {
        var pattern = Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]{0," + (most - 1) + "})?");
        return that(
                "a name of up to " + most + " characters of A-Z a-z 0-9 . _ -, not beginning with . or -, or nothing",
                String.class,
                pattern.asMatchPredicate());
    }

    static Validator stepOrNothing() {
        return that("a step, a whole number from 0, or nothing", String.class, value -> value.matches("[0-9]{0,18}"));
    }

    static Validator servers() {
        return that("host:port, or several, separated by commas", List.class, value -> {
            List<?> servers = value;
            return !servers.isEmpty() && servers.stream().allMatch(Expect::isServer);
        });
    }

    static Validator serversOrNothing() {
        return that("nothing, or host:port, or several, separated by commas", List.class, value -> {
            List<?> servers = value;
            return servers.stream().allMatch(Expect::isServer);
        });
    }

    static Validator host() {
        return that("the name or address of a network interface", String.class, HOST.asMatchPredicate());
    }

    static Validator hostsOrNothing() {
        return that("nothing, or host names without ports, separated by commas", List.class, value -> {
            List<?> hosts = value;
            return hosts.stream().allMatch(host -> HOST.matcher(host.toString()).matches());
        });
    }

    static Validator otherTopicsOrNothing() {
        var pattern = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,248}");
        return that(
                "nothing, or names of topics other than Inkstream's own, separated by commas", List.class, value -> {
                    List<?> topics = value;
                    return topics.stream()
                            .map(Object::toString)
                            .allMatch(topic -> pattern.matcher(topic).matches()
                                    && !topic.startsWith("inkstream-")
                                    && !TopicNames.ALL.contains(topic));
                });
    }

    static Validator originsOrNothing() {
        var pattern = Pattern.compile("\\*|https?://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:\\d{1,5})?");
        return that(
                "nothing, *, or origins as browsers write them (https://app.example.com, http://localhost:3000), separated"
                        + " by commas",
                List.class,
                value -> {
                    List<?> origins = value;
                    return origins.stream()
                            .allMatch(
                                    origin -> pattern.matcher(origin.toString()).matches());
                });
    }

    static Validator chatTemplate() {
        return that(
                "a text of up to 100 characters that contains {content} once, with the escapes \\n, \\r, \\t, \\s (a space)"
                        + " and \\\\",
                String.class,
                value -> {
                    String text = Escapes.read(value).orElse("");
                    int at = text.indexOf("{content}");
                    return at >= 0 && at == text.lastIndexOf("{content}") && text.length() <= 100;
                });
    }

    static Validator aliasesOrNothing() {
        var pattern = Pattern.compile("[^=\\s]{1,200}=[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
        return that("nothing, or alias=name, separated by commas", List.class, value -> {
            List<?> aliases = value;
            return aliases.stream()
                    .allMatch(alias -> pattern.matcher(alias.toString()).matches());
        });
    }

    static Validator serverOrNothing() {
        return that("host:port, or nothing", String.class, value -> value.isEmpty() || isServer(value));
    }

    static Validator registries() {
        return that(RegistryAddress.EXPECTED + "; or several, separated by commas", List.class, value -> {
            List<?> urls = value;
            return !urls.isEmpty() && urls.stream().allMatch(url -> isRegistry(url.toString()));
        });
    }

    static Validator className() {
        return that("the full name of a class", String.class, CLASS.asMatchPredicate());
    }

    static Validator classNameOrNothing() {
        return that(
                "the full name of a class, or nothing",
                String.class,
                value -> value.isEmpty() || CLASS.matcher(value).matches());
    }

    static Validator path() {
        return that("a path", String.class, value -> !value.isBlank());
    }

    static Validator pathOrNothing() {
        return that("the path of a file, or nothing", String.class, value -> value.isEmpty() || !value.isBlank());
    }

    static Validator text(int most) {
        return that(
                "at most " + most + " characters, with the escapes \\n, \\r, \\t, \\s (a space) and \\\\",
                String.class,
                value -> {
                    var text = Escapes.read(value);
                    return text.isPresent() && text.get().length() <= most;
                });
    }

    static Validator pointerOrNothing() {
        return that(
                "a JSON pointer like /message or /log/text (RFC 6901), or nothing", String.class, TextField::isPointer);
    }

    /** A header's value, around which HTTP takes blanks off: one that has some would never be the one that arrives. */
    static Validator tokenOrNothing() {
        return that(
                "a secret without leading or trailing whitespace, or nothing",
                Password.class,
                value -> value.value().equals(Blanks.off(value.value())));
    }

    static Validator anything(String what) {
        return that(what, Object.class, value -> true);
    }

    private static boolean isRegistry(String url) {
        return MOCK.matcher(url).matches() || RegistryAddress.read(url).isPresent();
    }

    private static boolean isServer(Object server) {
        var match = SERVER.matcher(server.toString());
        return match.matches()
                && Integer.parseInt(match.group(2)) <= 65535
                && !match.group(2).matches("0+");
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static <T> Validator that(String expectation, Class<T> type, Predicate<T> holds) {
        return LambdaValidator.with(
                (key, value) -> {
                    if (value == null || !holds.test(type.cast(value))) {
                        throw new ConfigException(key, value, "expected " + expectation);
                    }
                },
                () -> expectation);
    }
}
