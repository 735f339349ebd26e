package io.inkstream.poison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Registers schemas under subjects of their own, through the registry's REST interface alone. */
final class StrangeSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String COLLECTIONS =
            "{'type':'record','name':'CorpusText','namespace':'io.inkstream.schema','fields':["
                    + "{'name':'nothing','type':{'type':'array','items':'null'}},{'name':'text','type':'string'}]}";
    private static final String RECURSION =
            "{'type':'record','name':'CorpusText','namespace':'io.inkstream.schema','fields':["
                    + "{'name':'chain','type':['null',{'type':'record','name':'Link','fields':[{'name':'next','type':['null','Link']}]}]},"
                    + "{'name':'text','type':'string'}]}";

    /** Names that are ours with fields that are not, names that are nobody's, and what is no record. */
    private static final List<String> OTHERS = List.of(
            "'string'",
            "'bytes'",
            "{'type':'array','items':'string'}",
            "{'type':'enum','name':'E','symbols':['A']}",
            "{'type':'record','name':'CorpusText','namespace':'io.inkstream.schema','fields':[{'name':'text','type':'int'}]}",
            "{'type':'record','name':'Prompt','namespace':'io.inkstream.schema','fields':[{'name':'words','type':'string'}]}",
            "{'type':'record','name':'ProcessBuilder','namespace':'java.lang','fields':[{'name':'command','type':'string'}]}",
            "{'type':'record','name':'" + "N".repeat(20_000) + "','fields':[{'name':'text','type':'string'}]}");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String registry;
    private int subjects;

    private StrangeSchemas(String registry) {
        this.registry = registry;
    }

    static Fuzzer.Ids register(String registry, Schema corpusText, Schema prompt, Schema generatedText)
            throws IOException, InterruptedException {
        var schemas = new StrangeSchemas(registry);
        int corpusId = schemas.add(corpusText.toString(), "AVRO");
        int promptId = schemas.add(prompt.toString(), "AVRO");
        int generatedId = schemas.add(generatedText.toString(), "AVRO");
        int collections = schemas.add(COLLECTIONS.replace('\'', '"'), "AVRO");
        int recursion = schemas.add(RECURSION.replace('\'', '"'), "AVRO");
        var others = new ArrayList<Integer>();
        for (String other : OTHERS) {
            others.add(schemas.add(other.replace('\'', '"'), "AVRO"));
        }
        others.add(
                schemas.add("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}", "JSON"));
        others.add(schemas.add("syntax = \"proto3\"; message CorpusText { string text = 1; }", "PROTOBUF"));
        return new Fuzzer.Ids(corpusId, promptId, generatedId, collections, recursion, List.copyOf(others));
    }

    private int add(String schema, String type) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("schema", schema)
                .put("schemaType", type)
                .toString();
        var request = HttpRequest.newBuilder(URI.create(registry + "/subjects/strange-" + subjects++ + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        JsonNode reply = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        if (!reply.path("id").isInt()) {
            throw new IllegalStateException("the registry must take the schema "
                    + schema.substring(0, Math.min(90, schema.length())) + "…: " + reply);
        }
        return reply.path("id").asInt();
    }
}
