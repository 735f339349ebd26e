package io.inkstream.serde;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A schema registry in this JVM that keeps schemas by their text and refuses none, and that can be told to misbehave. */
public final class StubRegistry implements AutoCloseable {

    /** A request as it was received. */
    public record Request(String method, String path, String authorization, String contentType, String body) {}

    private record Answer(int status, String body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>(); // id - 1
    private final Map<String, List<Integer>> subjects = new HashMap<>();
    private final ConcurrentLinkedQueue<Answer> prepared = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answer always;

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
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        var id = schemas.indexOf(schema) + 1;
        var versions = subjects.computeIfAbsent(subject, any -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    public synchronized String schema(int id) {
        return schemas.get(id - 1);
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
                answer = always != null ? always : answer(path, body);
            }
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Answer answer(String path, String body) throws IOException {
        var parts = path.split("/");
        if (path.startsWith("/schemas/ids/")) {
            var id = Integer.parseInt(parts[3]);
            return id < 1 || id > schemas.size() ? error(40403, "Schema not found") : schemaAnswer(id);
        }
        var subject = URLDecoder.decode(parts[2], StandardCharsets.UTF_8);
        if (path.endsWith("/versions/latest")) {
            var versions = subjects.get(subject);
            return versions == null
                    ? error(40401, "Subject not found")
                    : schemaAnswer(versions.get(versions.size() - 1));
        }
        var schema = JSON.readTree(body).get("schema").asText();
        if (path.endsWith("/versions")) {
            return schemaAnswer(register(subject, schema));
        }
        var id = schemas.indexOf(schema) + 1;
        return subjects.getOrDefault(subject, List.of()).contains(id)
                ? schemaAnswer(id)
                : error(40403, "Schema not found");
    }

    private Answer schemaAnswer(int id) {
        return new Answer(
                200,
                JSON.createObjectNode()
                        .put("id", id)
                        .put("schema", schemas.get(id - 1))
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
