package io.inkstream.serde.subjects;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.serde.log.Seldom;
import io.inkstream.serde.registry.RegistryTls;
import io.inkstream.serde.registry.RegistryUnavailableException;
import io.inkstream.serde.registry.SerdeConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Puts a schema under an id that records have, in a registry that does not know the id: by the mode IMPORT of Confluent's protocol, or,
 * where the address is one of Apicurio's, which has no such mode, by an import of Apicurio's own.
 */
final class RegistryImport {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String REGISTRY_JSON = "application/vnd.schemaregistry.v1+json";
    private static final String APICURIO = "/apis/ccompat/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final SerdeConfig.Endpoint endpoint;

    /** Of the first address. */
    RegistryImport(SerdeConfig config) {
        endpoint = config.registries().get(0);
        var builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        config.tls().map(RegistryTls::context).ifPresent(builder::sslContext);
        http = builder.build();
    }

    /**
     * Asks the registry to take a schema under this id.
     *
     * @return what it said against it; without meaning where it took it
     * @throws RegistryUnavailableException if it gave no answer
     */
    String put(int id, OwnSubjects.Subject subject) throws RegistryUnavailableException {
        try {
            int apicurio = endpoint.base().indexOf(APICURIO);
            return apicurio < 0
                    ? byMode(id, subject)
                    : byArchive(endpoint.base().substring(0, apicurio), id, subject);
        } catch (IOException e) {
            throw new RegistryUnavailableException("the schema registry at " + endpoint + " gave no answer: " + e, e);
        } catch (InterruptedException e) {
            throw new InterruptException("interrupted while asking the schema registry", e);
        }
    }

    private String byMode(int id, OwnSubjects.Subject subject) throws IOException, InterruptedException {
        String name = URLEncoder.encode(subject.name(), StandardCharsets.UTF_8).replace("+", "%20");
        // Forced: a writer that was started again may have registered a newer version there.
        var into = send("PUT", endpoint.base() + "/mode/" + name + "?force=true", REGISTRY_JSON, mode("IMPORT"));
        if (into.statusCode() / 100 != 2) {
            return "the registry does not take schemas under ids of others' choice (" + said(into)
                    + "): restore it from a newer backup";
        }
        try {
            byte[] body = JSON.writeValueAsBytes(JsonNodeFactory.instance
                    .objectNode()
                    .put("schema", subject.schema().toString())
                    .put("id", id));
            var taken = send("POST", endpoint.base() + "/subjects/" + name + "/versions", REGISTRY_JSON, body);
            return "the registry did not take it (" + said(taken) + ")";
        } finally {
            send("PUT", endpoint.base() + "/mode/" + name, REGISTRY_JSON, mode("READWRITE"));
        }
    }

    private static byte[] mode(String mode) {
        return ("{\"mode\":\"" + mode + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private String byArchive(String root, int id, OwnSubjects.Subject subject)
            throws IOException, InterruptedException {
        var taken = send("POST", root + "/apis/registry/v2/admin/import", "application/zip", archive(id, subject));
        return "the registry did not take it in an import, for which a registry with log-in wants an administrator ("
                + said(taken) + ")";
    }

    /** As Apicurio 2's export has them: a content and an artifact's version that names it. */
    private static byte[] archive(int id, OwnSubjects.Subject subject) {
        byte[] schema = subject.schema().toString().getBytes(StandardCharsets.UTF_8);
        String hash = sha256(schema);
        var nodes = JsonNodeFactory.instance;
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            put(zip, "manifest.Manifest.json", nodes.objectNode().put("exportVersion", "1.0"));
            put(
                    zip,
                    "content/" + hash + ".Content.json",
                    nodes.objectNode()
                            .put("contentId", id)
                            .put("contentHash", hash)
                            .put("artifactType", "AVRO"));
            zip.putNextEntry(new ZipEntry("content/" + hash + ".Content.data"));
            zip.write(schema);
            zip.closeEntry();
            put(
                    zip,
                    "groups/default/artifacts/" + subject.name() + "/versions/" + id + ".ArtifactVersion.json",
                    nodes.objectNode()
                            .put("globalId", id)
                            .put("contentId", id)
                            .put("artifactId", subject.name())
                            .put("version", Integer.toString(id))
                            .put("versionId", id)
                            .put("artifactType", "AVRO")
                            .put("state", "ENABLED")
                            .put("name", subject.schema().getName())
                            .put("createdBy", "")
                            .put("createdOn", 0)
                            .put("isLatest", true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, Object json) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(JSON.writeValueAsBytes(json));
        zip.closeEntry();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> send(String method, String address, String type, byte[] body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address))
                .timeout(TIMEOUT)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (endpoint.authorization() != null) {
            request.header("Authorization", endpoint.authorization());
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String said(HttpResponse<String> answer) {
        return "HTTP " + answer.statusCode()
                + (answer.body().isBlank() ? "" : " " + Seldom.cut(answer.body().strip()));
    }
}
