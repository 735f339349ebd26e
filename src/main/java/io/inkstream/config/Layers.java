package io.inkstream.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Where settings come from, the strongest first: {@code --set}, environment, file. Which keys exist is not known here. */
record Layers(List<Layer> strongestFirst) {

    /**
     * One source of settings.
     *
     * @param source names where a key was set
     */
    record Layer(Map<String, String> values, UnaryOperator<String> source) {}

    /** A setting before it is checked. */
    record Found(String value, String source) {}

    private static final String PREFIX = "INKSTREAM_";

    /** Variables that bin/inkstream and the log read. */
    private static final Set<String> NOT_KEYS =
            Set.of("INKSTREAM_JAVA_OPTS", "INKSTREAM_LOG_LEVEL", "INKSTREAM_LOG_FORMAT", "INKSTREAM_HOME");

    /** What Kubernetes sets in every container where a service's name starts with inkstream. */
    private static final Pattern SERVICE = Pattern.compile(
            "INKSTREAM_(\\w+_)?(SERVICE_(HOST|PORT(_\\w+)?)|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** The one of them that has a key's name, INKSTREAM_HTTP_PORT for a service inkstream-http, is known by its value. */
    private static final Pattern SERVICE_LINK = Pattern.compile("INKSTREAM_(\\w+_)?PORT=(tcp|udp|sctp)://.*");

    static Layers of(Map<String, String> set, Map<String, String> environment, Optional<Path> file) {
        var layers = new ArrayList<Layer>();
        layers.add(commandLine(set));
        layers.add(new Layer(keys(environment), key -> "environment " + variable(key)));
        file.ifPresent(path -> layers.add(new Layer(read(path), key -> "file " + path)));
        return new Layers(List.copyOf(layers));
    }

    /** The same with further settings that are stronger than all. */
    Layers with(Map<String, String> overrides) {
        var set = new HashMap<>(strongestFirst.get(0).values());
        set.putAll(overrides);
        var layers = new ArrayList<>(strongestFirst);
        layers.set(0, commandLine(set));
        return new Layers(List.copyOf(layers));
    }

    private static Layer commandLine(Map<String, String> set) {
        var values = new HashMap<String, String>();
        set.forEach((key, value) -> values.put(Blanks.off(key), value));
        return new Layer(Map.copyOf(values), key -> "--set");
    }

    /** Every key that is set, with the strongest of its values, without the blanks around it. */
    Map<String, Found> settings(Blanks blanks) {
        var found = new TreeMap<String, Found>();
        for (var layer : strongestFirst) {
            layer.values()
                    .forEach((key, value) -> found.putIfAbsent(
                            key,
                            new Found(blanks.off(key, value), layer.source().apply(key))));
        }
        return found;
    }

    private static Map<String, String> keys(Map<String, String> environment) {
        var keys = new HashMap<String, String>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(PREFIX)
                    && !NOT_KEYS.contains(variable)
                    && !SERVICE.matcher(variable).matches()
                    && !SERVICE_LINK.matcher(variable + "=" + value).matches()) {
                keys.put(
                        variable.substring(PREFIX.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        return Map.copyOf(keys);
    }

    private static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static Map<String, String> read(Path file) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Blanks.offMark(Files.readString(file))));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    "--config: expected a properties file, found nothing at " + file.toAbsolutePath()
                            + "; check the path",
                    e);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(
                    "--config: expected a properties file in UTF-8, found bytes that are none in " + file
                            + "; save it in UTF-8",
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("--config: " + file + " cannot be read as a properties file: " + e, e);
        }
        var values = new HashMap<String, String>();
        properties.stringPropertyNames().forEach(key -> values.put(Blanks.off(key), properties.getProperty(key)));
        return Map.copyOf(values);
    }
}
