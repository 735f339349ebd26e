package io.inkstream.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Holds the schemas of a folder against their past: {@code Name.avsc} is today's, {@code history/Name/1.avsc}, {@code 2.avsc}, …
 * are all that were ever released, today's among them. A history file is never changed.
 */
final class SchemaHistory {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaHistory() {}

    /** What is wrong, each with what to do; empty if nothing is. */
    static List<String> problems(Path folder) throws IOException {
        var problems = new ArrayList<String>();
        for (var name : names(folder)) {
            var today = folder.resolve(name + ".avsc");
            if (!Files.exists(today)) {
                problems.add(name + " is in history/ but has no " + today + ": a released schema stays, put it back");
                continue;
            }
            var past = past(folder.resolve("history").resolve(name));
            if (past.isEmpty() || !withoutDocs(today).equals(withoutDocs(past.get(past.size() - 1)))) {
                problems.add(name + ".avsc is not the newest version in its history: add today's as history/" + name
                        + "/" + (past.size() + 1) + ".avsc, and leave the older files as they are");
            }
            for (var old : past) {
                problems.addAll(incompatibilities(name, parse(today), old));
            }
        }
        return problems;
    }

    private static List<String> incompatibilities(String name, Schema today, Path old) throws IOException {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(today, parse(old));
        if (result.getType() == SchemaCompatibilityType.COMPATIBLE) {
            return List.of();
        }
        return result.getResult().getIncompatibilities().stream()
                .map(found -> name + ".avsc cannot read what was written with " + old.getFileName() + ": "
                        + found.getType() + " at " + found.getLocation() + ", " + found.getMessage()
                        + "; change it so that it can (a new field needs a default)")
                .toList();
    }

    private static TreeSet<String> names(Path folder) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(folder, "*.avsc")) {
            files.forEach(file -> names.add(file.getFileName().toString().replace(".avsc", "")));
        }
        if (Files.exists(folder.resolve("history"))) {
            try (var folders = Files.newDirectoryStream(folder.resolve("history"), Files::isDirectory)) {
                folders.forEach(past -> names.add(past.getFileName().toString()));
            }
        }
        return names;
    }

    /** Versions 1, 2, … up to the first that is missing. */
    private static List<Path> past(Path folder) {
        var versions = new ArrayList<Path>();
        for (var next = folder.resolve("1.avsc");
                Files.exists(next);
                next = folder.resolve(versions.size() + 1 + ".avsc")) {
            versions.add(next);
        }
        return versions;
    }

    private static Schema parse(Path file) throws IOException {
        return new Schema.Parser().parse(file.toFile());
    }

    /** Words may change without a release. */
    private static JsonNode withoutDocs(Path file) throws IOException {
        var tree = JSON.readTree(file.toFile());
        tree.findParents("doc").forEach(parent -> ((ObjectNode) parent).remove("doc"));
        // findParents stops at the first it finds on a way down: go on until none is left.
        while (tree.findParent("doc") instanceof ObjectNode parent) {
            parent.remove("doc");
        }
        return tree;
    }
}
