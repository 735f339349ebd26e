package io.inkstream.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.inkstream.http.Refusal;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Answers {@code GET /v1/models}: the models by their names and by those that {@code gateway.model.aliases} gives them. */
final class ModelPages {

    private final ModelList list;
    private final ModelNames names;

    ModelPages(ModelList list, ModelNames names) {
        this.list = list;
        this.names = names;
    }

    record Models(String object, List<Model> data) {}

    /** @param created when its newest checkpoint was published, in seconds since 1970-01-01 UTC */
    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {

        static Model of(String id, Instant created) {
            return new Model(id, "model", created.getEpochSecond(), "inkstream");
        }
    }

    void all(Context context) {
        context.json(new Models("list", models()));
    }

    /** @throws Refusal if there is none of that name */
    void one(Context context) {
        String id = context.pathParam("model");
        context.json(models().stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        404, "there is no such model; GET /v1/models has all", "model", "model_not_found")));
    }

    private List<Model> models() {
        var all = new TreeMap<>(list.models());
        names.aliases().forEach((alias, name) -> {
            if (all.containsKey(name)) {
                all.putIfAbsent(alias, all.get(name));
            }
        });
        return all.entrySet().stream()
                .map(model -> Model.of(model.getKey(), model.getValue()))
                .toList();
    }
}
