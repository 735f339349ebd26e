package io.inkstream.serde.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A schema registry in this JVM that keeps schemas by their text and refuses none, and that can be told to misbehave. */
public final class StubRegistry implements AutoCloseable {

    /** A request as it was received. */
    public record Request(String method, String path, String authorization, String contentType, String body) {}

    private record Answer(int status, String body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final TreeMap<Integer, String> schemas = new TreeMap<>();
    private final Set<String> importing = new HashSet<>();
    private final Map<String, List<Integer>> subjects = new HashMap<>();
    private final ConcurrentLinkedQueue<Answer> prepared = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answer always;
    private volatile boolean importsRefused;

    public StubRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What configures a serde to use this registry. */
    public Map<String, Object> configs() {
        return Map.of("schema.registry.url", url());
    }

    public List<Request> requests() {
        return requests;
    }

    /** Answers the next request like this; called twice, the next two. */
    public void answerNext(int status, String body) {
        prepared.add(new Answer(status, body));
    }

    /** Answers every request like this from now on. */
    public void answerAlways(int status, String body) {
        always = new Answer(status, body);
    }

    /** Registers as a client would, and gives the id. */
    public synchronized int register(String subject, String schema) {
        return register(subject, schema, id(schema));
    }

    private int register(String subject, String schema, int id) {
        schemas.put(id, schema);
        var versions = subjects.computeIfAbsent(subject, any -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    /** The id of a schema; the next one that is free, where it has none. */
    private int id(String schema) {
        return schemas.entrySet().stream()
                .filter(entry -> entry.getValue().equals(schema))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(schemas.isEmpty() ? 1 : schemas.lastKey() + 1);
    }

    public synchronized String schema(int id) {
        return schemas.get(id);
    }

    /** Loses all that it knows. */
    public synchronized void empty() {
        schemas.clear();
        subjects.clear();
    }

    /** Hands the ids of two schemas out the other way around. */
    public synchronized void swap(int one, int other) {
        schemas.put(one, schemas.put(other, schemas.get(one)));
    }

    /** From now on no schema is taken under an id of somebody's choice. */
    public void refuseImports() {
        importsRefused = true;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var path = exchange.getRequestURI().getRawPath();
            var headers = exchange.getRequestHeaders();
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    path,
                    headers.getFirst("Authorization"),
                    headers.getFirst("Content-Type"),
                    body));
            var answer = prepared.poll();
            if (answer == null) {
                answer = always != null ? always : answer(exchange.getRequestMethod(), path, body);
            }
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Answer answer(String method, String path, String body) throws IOException {
        var parts = path.split("/");
        if (path.startsWith("/mode/")) {
            return mode(decoded(parts[2]), JSON.readTree(body).get("mode").asText());
        }
        if (path.startsWith("/schemas/ids/")) {
            var id = Integer.parseInt(parts[3]);
            return !schemas.containsKey(id) ? error(40403, "Schema not found") : schemaAnswer(id);
        }
        if (path.startsWith("/compatibility/subjects/")) {
            return subjects.containsKey(decoded(parts[3]))
                    ? new Answer(200, "{\"is_compatible\":false}")
                    : error(40401, "Subject not found");
        }
        var subject = decoded(parts[2]);
        if (path.endsWith("/versions/latest")) {
            var versions = subjects.get(subject);
            return versions == null
                    ? error(40401, "Subject not found")
                    : schemaAnswer(versions.get(versions.size() - 1));
        }
        var schema = JSON.readTree(body).get("schema").asText();
        if (path.endsWith("/versions")) {
            var wanted = JSON.readTree(body).path("id");
            return wanted.isMissingNode()
                    ? schemaAnswer(register(subject, schema))
                    : imported(subject, schema, wanted.asInt());
        }
        var id = id(schema);
        return subjects.getOrDefault(subject, List.of()).contains(id)
                ? schemaAnswer(id)
                : error(40403, "Schema not found");
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    /** As Confluent's: an id may be chosen in the mode IMPORT alone, and not one that another schema has. */
    private Answer imported(String subject, String schema, int id) {
        return !importing.contains(subject)
                ? error(42205, "Subject " + subject + " is not in import mode")
                : schemas.containsKey(id) && !schemas.get(id).equals(schema)
                        ? error(42207, "Overwrite new schema with id " + id + " is not permitted.")
                        : schemaAnswer(register(subject, schema, id));
    }

    private Answer mode(String subject, String mode) {
        if (importsRefused) {
            return error(42205, "Operation not permitted");
        }
        boolean changed = mode.equals("IMPORT") ? importing.add(subject) : importing.remove(subject);
        return new Answer(200, "{\"mode\":\"" + mode + "\",\"changed\":" + changed + "}");
    }

    private Answer schemaAnswer(int id) {
        return new Answer(
                200,
                JSON.createObjectNode()
                        .put("id", id)
                        .put("schema", schemas.get(id))
                        .toString());
    }

    private static Answer error(int code, String message) {
        return new Answer(
                code / 100,
                JSON.createObjectNode()
                        .put("error_code", code)
                        .put("message", message)
                        .toString());
    }
}
