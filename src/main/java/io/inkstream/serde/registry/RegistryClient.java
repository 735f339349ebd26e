package io.inkstream.serde.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Schemas and their ids, from a registry with Confluent's REST interface. Ids and the schemas behind them never change, so both are
 * remembered, up to a number, until {@link RegistryIds} find that the registry hands ids out anew. Safe for threads.
 */
public final class RegistryClient {

    private static final int MOST_REMEMBERED = 1000;

    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int VERSION_NOT_FOUND = 40402;
    private static final int SCHEMA_NOT_FOUND = 40403;

    /** A schema and the id it is known under. */
    public record Registered(int id, Schema schema) {}

    private record Id(int id, int generation) {}

    private record SubjectSchema(String subject, Schema schema, int generation) {}

    private final RegistryHttp http;
    private final RegistryIds known;
    private final BoundedCache<Id, Schema> schemas = new BoundedCache<>(MOST_REMEMBERED);
    private final BoundedCache<SubjectSchema, Integer> ids = new BoundedCache<>(MOST_REMEMBERED);

    public RegistryClient(SerdeConfig config) {
        http = new RegistryHttp(config);
        known = config.ids();
    }

    /**
     * The schema behind an id.
     *
     * @param where names the record that has the id, in messages
     * @throws SerializationException if the registry does not know it or it is no Avro schema
     */
    public Schema schema(int id, String where) throws RegistryUnavailableException {
        var key = new Id(id, known.generation());
        var remembered = schemas.get(key);
        if (remembered != null) {
            return remembered;
        }
        var reply = http.exchange("/schemas/ids/" + id, null);
        if (!reply.ok()) {
            throw new SerializationException(where + ": expected a schema that the registry at " + http.addresses()
                    + " knows, found id " + id + ": " + reply.message()
                    + "; write it with a serializer that uses this registry");
        }
        var schema = parse(reply, where + ": schema id " + id);
        schemas.put(key, schema);
        return schema;
    }

    /**
     * Registers a schema under a subject; once it is there this only finds its id.
     *
     * @throws SerializationException if the registry refuses it, as for an incompatible change
     */
    public int register(String subject, Schema schema) throws RegistryUnavailableException {
        var key = new SubjectSchema(subject, schema, known.generation());
        var remembered = ids.get(key);
        if (remembered != null) {
            return remembered;
        }
        String wanted = "register the schema of " + schema.getFullName() + " under subject " + subject;
        var reply = http.exchange("/subjects/" + encode(subject) + "/versions", body(schema));
        if (reply.status() == 409) {
            // A conflict also if somebody registers the same at the same time, or our own first attempt came through
            // late.
            var there = http.exchange("/subjects/" + encode(subject), body(schema));
            if (there.ok()) {
                return remember(key, there, wanted);
            }
            throw new SerializationException(
                    "the schema of " + schema.getFullName() + " is incompatible with what subject "
                            + subject + " has in the registry at " + http.addresses() + ": " + reply.message()
                            + "; change it compatibly (a new field needs a default), or write to another topic");
        }
        return remember(key, reply, wanted);
    }

    /** The id of a schema that somebody registered under the subject, or nothing. */
    public OptionalInt find(String subject, Schema schema) throws RegistryUnavailableException {
        var key = new SubjectSchema(subject, schema, known.generation());
        var remembered = ids.get(key);
        if (remembered != null) {
            return OptionalInt.of(remembered);
        }
        var reply = http.exchange("/subjects/" + encode(subject), body(schema));
        if (reply.errorCode() == SUBJECT_NOT_FOUND || reply.errorCode() == SCHEMA_NOT_FOUND) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                remember(key, reply, "look up the schema of " + schema.getFullName() + " under subject " + subject));
    }

    /**
     * Whether the registry would take a schema under a subject, without registering it; yes where the subject has none.
     *
     * @throws SerializationException if the registry does not say so
     */
    public boolean isCompatible(String subject, Schema schema) throws RegistryUnavailableException {
        var reply = http.exchange("/compatibility/subjects/" + encode(subject) + "/versions/latest", body(schema));
        if (reply.errorCode() == SUBJECT_NOT_FOUND || reply.errorCode() == VERSION_NOT_FOUND) {
            return true;
        }
        var compatible = reply.body().path("is_compatible");
        if (!reply.ok() || !compatible.isBoolean()) {
            throw new SerializationException(
                    "the registry at " + http.addresses() + " does not say whether the schema of "
                            + schema.getFullName() + " is compatible with subject " + subject + ": " + reply.message());
        }
        return compatible.asBoolean();
    }

    /**
     * The subject's newest schema, as of now.
     *
     * @throws SerializationException if it has none
     */
    public Registered latest(String subject) throws RegistryUnavailableException {
        var reply = http.exchange("/subjects/" + encode(subject) + "/versions/latest", null);
        if (reply.errorCode() == SUBJECT_NOT_FOUND || reply.errorCode() == VERSION_NOT_FOUND) {
            throw new SerializationException("the registry at " + http.addresses() + " has no schema under subject "
                    + subject + ": register one, or set " + SerdeConfig.AUTO_REGISTER + "=true");
        }
        return new Registered(
                id(reply, "find the newest schema of subject " + subject), parse(reply, "subject " + subject));
    }

    public String addresses() {
        return http.addresses();
    }

    private int remember(SubjectSchema key, RegistryHttp.Reply reply, String wanted)
            throws RegistryUnavailableException {
        var id = id(reply, wanted);
        ids.put(key, id);
        return id;
    }

    private int id(RegistryHttp.Reply reply, String wanted) throws RegistryUnavailableException {
        if (!reply.ok()) {
            throw new SerializationException(
                    "the registry at " + http.addresses() + " refused to " + wanted + ": " + reply.message());
        }
        var id = reply.body().path("id");
        if (!id.isInt() || id.asInt() < 0) {
            throw RegistryHttp.noRegistry(http.addresses(), "an answer without the id of a schema");
        }
        return id.asInt();
    }

    private Schema parse(RegistryHttp.Reply reply, String where) throws RegistryUnavailableException {
        var text = reply.body().path("schema");
        if (!text.isTextual()) {
            throw RegistryHttp.noRegistry(http.addresses(), "an answer without a schema");
        }
        var type = reply.body().path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new SerializationException(where + ": expected a schema of type AVRO, found " + type);
        }
        try {
            // As Confluent's: what others registered may have defaults that Avro no longer lets pass.
            var parser = new Schema.Parser().setValidateDefaults(false);
            new References(http, where).parse(reply.body(), parser);
            return parser.parse(text.asText());
        } catch (SerializationException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new SerializationException(
                    where + ": expected an Avro schema, found one that Avro refuses: " + e.getMessage(), e);
        }
    }

    private static String body(Schema schema) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schema", schema.toString())
                .toString();
    }

    private static String encode(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
