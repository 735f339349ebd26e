package io.inkstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.topics.TopicSpec;
import io.inkstream.topics.Topics;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The component for a model that many learn, over production. */
final class ShardsManifestsTest {

    @BeforeAll
    static void findKubectl() {
        Kustomize.requireKubectl();
    }

    @Test
    void topics_shards_and_the_most_trainers_agree_and_nobody_else_sets_how_many_there_are() throws IOException {
        var manifests = Manifests.rendered(overProduction());
        var configuration = manifests.configuration();

        assertThat(manifests.all(KafkaTopic.class))
                .extracting(topic ->
                        topic.getMetadata().getName() + " " + topic.getSpec().getPartitions() + " "
                                + topic.getSpec().getReplicas())
                .containsExactlyInAnyOrderElementsOf(Topics.all(configuration).stream()
                        .map(topic -> topic.name() + " " + topic.partitions() + " " + topic.replication())
                        .toList());
        assertThat(manifests.all(KafkaTopic.class))
                .filteredOn(topic -> topic.getMetadata().getName().matches("model-(rounds|parts)"))
                .hasSize(2)
                .allSatisfy(topic -> assertThat(topic.getSpec().getConfig())
                        .containsEntry("retention.ms", Integer.valueOf(retention(configuration, topic))));
        var scaled = manifests.all(ScaledObject.class).stream()
                .filter(each -> each.spec().scaleTargetRef().name().equals("inkstream-trainer"))
                .toList();
        assertThat(scaled).singleElement().satisfies(each -> {
            assertThat(each.spec().maxReplicaCount()).isEqualTo(configuration.integer(Keys.MODEL_SHARDS));
            // What MetricsIT finds at a trainer.
            assertThat(each.spec().triggers().get(0).metadata().query()).contains("inkstream_train_lag_characters");
        });
        assertThat(manifests.all(StatefulSet.class))
                .filteredOn(set -> set.getMetadata().getName().equals("inkstream-trainer"))
                .singleElement()
                .satisfies(set -> assertThat(set.getSpec().getReplicas()).isNull());
    }

    private static String retention(Configuration configuration, KafkaTopic topic) {
        return Topics.all(configuration).stream()
                .filter(spec -> spec.name().equals(topic.getMetadata().getName()))
                .map(TopicSpec::config)
                .findFirst()
                .orElseThrow()
                .get("retention.ms");
    }

    /** An overlay of its own, as an operator writes one. */
    private static String overProduction() throws IOException {
        var folder = Files.createDirectories(Path.of("target/k8s-shards"));
        Files.writeString(folder.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [../../k8s/overlays/production]
                components: [../../k8s/components/shards]
                """);
        return folder.toString();
    }
}
