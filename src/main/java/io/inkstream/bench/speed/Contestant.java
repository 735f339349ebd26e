package io.inkstream.bench.speed;

import io.inkstream.bench.stand.Stand;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What runs in a JVM of its own.
 *
 * @param engine what it is called in tables: {@code portable}, {@code pytorch}
 * @param setting the way it is used, of those that it has
 * @param mainClass serves a {@link Stand}
 * @param classPath as {@code java -cp} takes it
 * @param environment further variables, such as those that native libraries take their threads from
 * @param withheld variables of the caller's that it does not get
 * @param options of the JVM
 */
public record Contestant(
        String engine,
        String setting,
        String mainClass,
        String classPath,
        Map<String, String> environment,
        Set<String> withheld,
        List<String> options) {}
