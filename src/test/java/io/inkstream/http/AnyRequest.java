package io.inkstream.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Requests as anybody may send them: good ones, good ones with a fault, and what is no request at all. */
public final class AnyRequest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String[] METHODS = {
        "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PRI", "get", "X", ""
    };

    private static final String[] HEADERS = {
        "Content-Type: application/json",
        "Content-Type: text/plain",
        "Content-Type: application/json; charset=utf-16",
        "Content-Type: multipart/form-data",
        "Content-Encoding: gzip",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Content-Length: 7",
        "Content-Length: -1",
        "Content-Length: x",
        "Expect: 100-continue",
        "Expect: 200-ok",
        "Connection: Upgrade\r\nUpgrade: websocket",
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        "Accept: text/html",
        "Accept: text/event-stream",
        "Accept: \u00ff,;;q=x",
        "Accept-Encoding: gzip",
        "Authorization: Bearer x",
        "Cookie: =;=\"",
        "Origin: null",
        "Origin: http://evil.example",
        "Sec-Fetch-Site: cross-site",
        "Host: evil.example",
        "Host: localhost:99999999",
        "Host:",
        "Forwarded: host=evil.example;proto=https",
        "X-HTTP-Method-Override: PUT",
        "Idempotency-Key: k",
        "Idempotency-Key:",
        "Range: bytes=0-1,5-4",
        "If-Modified-Since: never",
        "Last-Event-ID: 5",
        "X: \u0000",
        " X: folded",
        "X",
        ": x",
        "X Y: z"
    };

    private AnyRequest() {}

    /**
     * @param path where most of them go
     * @param others where some go
     * @param bodies of good requests
     */
    public static Arbitrary<byte[]> of(String path, List<String> others, List<String> bodies) {
        var whole = Combinators.combine(method(), path(path, others), version(), headers(), body(bodies))
                .as(AnyRequest::bytes);
        var damaged = Combinators.combine(whole, Arbitraries.integers().between(0, 1 << 16), any(40))
                .as(AnyRequest::damaged);
        return Arbitraries.frequencyOf(tuple(8, whole), tuple(1, damaged), tuple(1, any(300)));
    }

    private static <T> Tuple.Tuple2<Integer, Arbitrary<? extends T>> tuple(int weight, Arbitrary<T> of) {
        return Tuple.of(weight, of);
    }

    private static Arbitrary<String> method() {
        return Arbitraries.frequencyOf(tuple(6, Arbitraries.just("POST")), tuple(1, Arbitraries.of(METHODS)));
    }

    private static Arbitrary<String> path(String path, List<String> others) {
        var odd = Arbitraries.of(
                "/",
                "*",
                "",
                "//",
                "/..",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/%00",
                "/%ff",
                "/%zz",
                "/a;b=c",
                "/a?b=%ff",
                "http://localhost/health",
                "http://evil.example/",
                "localhost:1",
                "/\u00e9",
                "/a b");
        var further = Combinators.combine(
                        Arbitraries.of(others), Arbitraries.strings().ofMaxLength(6))
                .as((begin, end) -> begin + end);
        return Arbitraries.frequencyOf(
                tuple(10, Arbitraries.just(path)), tuple(1, Arbitraries.of(others)), tuple(1, odd), tuple(1, further));
    }

    private static Arbitrary<String> version() {
        return Arbitraries.frequencyOf(
                tuple(20, Arbitraries.just("HTTP/1.1")),
                tuple(1, Arbitraries.of("HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/1.5", "http/1.1", "")));
    }

    private static Arbitrary<List<String>> headers() {
        return Arbitraries.frequencyOf(
                tuple(2, Arbitraries.just(List.<String>of())),
                tuple(1, Arbitraries.of(HEADERS).list().ofMinSize(1).ofMaxSize(3)));
    }

    private static Arbitrary<byte[]> body(List<String> bodies) {
        var good = Arbitraries.of(bodies).map(body -> body.getBytes(StandardCharsets.UTF_8));
        var faulty = Combinators.combine(good, Arbitraries.integers().between(0, 1 << 16), any(6))
                .as(AnyRequest::damaged);
        var other = Combinators.combine(
                        Arbitraries.of(bodies), Arbitraries.integers().between(0, 100), value())
                .as(AnyRequest::changed);
        var odd = Arbitraries.of(
                        "null",
                        "[1]",
                        "",
                        "\"x\"",
                        "[".repeat(100_000),
                        "{\"a\":".repeat(20_000),
                        "1e999999999",
                        "\uFEFF{}",
                        "{\"\\ud800\":1}")
                .map(body -> body.getBytes(StandardCharsets.UTF_8));
        return Arbitraries.frequencyOf(tuple(3, good), tuple(3, other), tuple(3, faulty), tuple(1, odd));
    }

    /** Any value that a field can have, of every type. */
    private static Arbitrary<String> value() {
        var numbers = Arbitraries.oneOf(
                Arbitraries.integers().map(String::valueOf),
                Arbitraries.doubles().map(String::valueOf),
                Arbitraries.bigIntegers().map(String::valueOf));
        var texts = Arbitraries.strings()
                .ofMaxLength(20)
                .map(text -> TextNode.valueOf(text).toString());
        var others = Arbitraries.of(
                "null", "true", "false", "{}", "[]", "\"\"", "[null]", "[[\"a\"]]", "{\"a\":{}}", "\"\\ud800\"");
        var one = Arbitraries.oneOf(numbers, texts, others);
        var list = one.list().ofMaxSize(20).map(each -> "[" + String.join(",", each) + "]");
        return Arbitraries.frequencyOf(tuple(4, one), tuple(1, list));
    }

    /** A good body with one of its fields given another value. */
    private static byte[] changed(String body, int place, String value) {
        try {
            var object = (ObjectNode) JSON.readTree(body);
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            object.putRawValue(names.get(place % names.size()), new RawValue(value));
            return JSON.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new IllegalArgumentException("a good body must be an object: " + body, e);
        }
    }

    private static Arbitrary<byte[]> any(int most) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(most);
    }

    /** Some bytes of it written over, or left out, or repeated. */
    private static byte[] damaged(byte[] good, int place, byte[] with) {
        if (good.length == 0) {
            return with;
        }
        int at = place % good.length;
        int rest = Math.min(good.length, at + place % 7);
        var bytes = Arrays.copyOf(good, at + with.length + good.length - rest);
        System.arraycopy(with, 0, bytes, at, with.length);
        System.arraycopy(good, rest, bytes, at + with.length, good.length - rest);
        return bytes;
    }

    private static byte[] bytes(String method, String path, String version, List<String> headers, byte[] body) {
        var head = new StringBuilder(method + " " + path + " " + version + "\r\nHost: localhost\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (headers.stream().noneMatch(header -> header.startsWith("Content-Type"))) {
            head.append("Content-Type: application/json\r\n");
        }
        if (headers.stream()
                .noneMatch(header -> header.startsWith("Transfer") || header.startsWith("Content-Length"))) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        var all = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }
}
