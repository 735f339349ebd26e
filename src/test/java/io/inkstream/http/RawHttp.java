package io.inkstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP byte by byte, since a client library sends nothing that is wrong. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 60_000;

    /**
     * What came back.
     *
     * @param status 0 if the connection was closed without an answer
     * @param headers by name in small letters; of several the last
     */
    public record Answer(int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + status + " " + headers + " " + body, e);
            }
        }
    }

    private RawHttp() {}

    /** Sends a request that says that the connection is to be closed, and reads to its end. */
    public static Answer ask(int port, byte[] request) {
        return send(port, request, false);
    }

    /** Sends these bytes, says that there are no more, and reads to the end of the connection. */
    public static Answer send(int port, byte[] request) {
        return send(port, request, true);
    }

    private static Answer send(int port, byte[] request, boolean ends) {
        var in = new ByteArrayOutputStream();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                if (ends) {
                    socket.shutdownOutput();
                }
            } catch (SocketException e) {
                // It has its answer already and closes; what it said is there to be read.
            }
            socket.getInputStream().transferTo(in);
        } catch (SocketException e) {
            // Closed while more was on its way; what came before is what it said.
        } catch (IOException e) {
            throw new AssertionError("no end of the answer within " + PATIENCE_MILLIS + " ms: " + in, e);
        }
        return parsed(in.toByteArray());
    }

    public static Answer send(int port, String request) {
        return send(port, request.getBytes(StandardCharsets.UTF_8));
    }

    /** A request with these headers, each a line, and a body. */
    public static byte[] request(String line, String headers, byte[] body) {
        byte[] head = (line + "\r\n" + headers + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        var all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static Answer parsed(byte[] bytes) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = all.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, Map.of(), all);
        }
        String[] lines = all.substring(0, end).split("\r\n");
        var headers = new TreeMap<String, String>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String body = all.substring(end + 4);
        if (lines[0].contains(" 100 ")) {
            return parsed(body.getBytes(StandardCharsets.ISO_8859_1)); // go on: the answer comes behind it
        }
        String whole = "chunked".equals(headers.get("transfer-encoding")) ? joined(body) : cut(body, headers);
        return new Answer(
                Integer.parseInt(lines[0].split(" ")[1]),
                headers,
                new String(whole.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** Without the answers to what came behind the request. */
    private static String cut(String body, Map<String, String> headers) {
        int length = Integer.parseInt(headers.getOrDefault("content-length", "" + body.length()));
        return body.substring(0, Math.min(length, body.length()));
    }

    private static String joined(String chunks) {
        var whole = new StringBuilder();
        for (int at = 0; ; ) {
            int line = chunks.indexOf("\r\n", at);
            int length = line < 0 ? 0 : Integer.parseInt(chunks.substring(at, line), 16);
            if (length == 0) {
                return whole.toString();
            }
            whole.append(chunks, line + 2, Math.min(chunks.length(), line + 2 + length));
            at = line + 2 + length + 2;
        }
    }
}
