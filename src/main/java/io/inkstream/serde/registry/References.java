package io.inkstream.serde.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/** The types that a registered schema names and does not hold: they stand under subjects of their own, and may name further ones. */
final class References {

    /** Schemas that one may need; far more than people write, and an end to what registries may answer. */
    private static final int MOST = 100;

    private final RegistryHttp http;
    private final String where;
    private final Set<String> met = new HashSet<>();

    /** @param where names the record that has the schema, in messages */
    References(RegistryHttp http, String where) {
        this.http = http;
        this.where = where;
    }

    /**
     * Makes them known to a parser, each behind those that it needs itself.
     *
     * @param registered the registry's answer with the schema
     * @throws SerializationException if one is not there, or there are too many
     */
    void parse(JsonNode registered, Schema.Parser parser) throws RegistryUnavailableException {
        for (var reference : registered.path("references")) {
            String subject = reference.path("subject").asText();
            String path = "/subjects/"
                    + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20") + "/versions/"
                    + reference.path("version").asInt();
            if (!met.add(path)) {
                continue;
            }
            if (met.size() > MOST) {
                throw new SerializationException(where + ": expected a schema with at most " + MOST + " references");
            }
            var reply = http.exchange(path, null);
            if (!reply.ok() || !reply.body().path("schema").isTextual()) {
                throw new SerializationException(where + ": the schema refers to "
                        + reference.path("name").asText() + ", version "
                        + reference.path("version").asInt() + " of subject " + subject + ", which the registry at "
                        + http.addresses() + " does not have: " + reply.message() + "; register it there");
            }
            parse(reply.body(), parser);
            parser.parse(reply.body().path("schema").asText());
        }
    }
}
