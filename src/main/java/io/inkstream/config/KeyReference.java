package io.inkstream.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;

/** All keys as a page of documentation, made from their definition. */
public final class KeyReference {

    private KeyReference() {}

    /**
     * A key as the page has it.
     *
     * @param group its heading
     * @param standard the default, and those of profiles where they are others
     * @param expected what a value must be
     */
    public record Entry(String group, String key, String standard, String expected, String meaning) {}

    /** All keys, in the page's order. */
    public static List<Entry> entries() {
        return groups().entrySet().stream()
                .flatMap(group -> group.getValue().stream()
                        .map(key -> new Entry(
                                group.getKey(),
                                key.name,
                                standard(key).replace("`", ""),
                                key.validator.toString(),
                                key.documentation)))
                .toList();
    }

    /** The page, in Markdown: a table for each group of keys. */
    public static String markdown() {
        var page = new StringBuilder("""
                # Configuration

                In order of precedence: `--set KEY=VALUE`, the environment (`INKSTREAM_KEY_NAME`), the properties file (`--config
                FILE`), the profile, the default. An unknown key is an error that suggests the nearest known one. Everything under
                `kafka.` is passed to the Kafka clients. `bin/inkstream config` prints the effective settings and their sources.
                Whitespace around a value is removed (around a secret only line ends); in `corpus.line.end` every character counts.

                This page is generated: `bin/inkstream config --markdown > docs/configuration.md`.
                """);
        groups().forEach((group, keys) -> {
            page.append("\n## ")
                    .append(group)
                    .append("\n\n| key | default | expected | meaning |\n|---|---|---|---|\n");
            keys.forEach(key -> page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(key.name, standard(key), key.validator, key.documentation)
                    .replace(System.lineSeparator(), "\n")));
        });
        return page.toString();
    }

    private static Map<String, List<ConfigKey>> groups() {
        return Configuration.definition().configKeys().values().stream()
                .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                .collect(Collectors.groupingBy(key -> key.group, LinkedHashMap::new, Collectors.toList()));
    }

    private static String standard(ConfigKey key) {
        String stream = Profile.STREAM.defaults().get(key.name);
        if (stream != null) {
            return code(stream)
                    + Arrays.stream(Profile.values())
                            .filter(profile -> !profile.defaults().get(key.name).equals(stream))
                            .map(profile -> "; " + profile + ": "
                                    + code(profile.defaults().get(key.name)))
                            .collect(Collectors.joining());
        }
        if (key.defaultValue instanceof List<?> list) {
            return code(list.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        return code(key.type == Type.PASSWORD ? "" : String.valueOf(key.defaultValue));
    }

    private static String code(String value) {
        return value.isEmpty() ? "nothing" : "`" + value + "`";
    }
}
