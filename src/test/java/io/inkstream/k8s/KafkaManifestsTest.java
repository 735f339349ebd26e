package io.inkstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.inkstream.config.Keys;
import io.inkstream.secured.DocumentedRights;
import io.inkstream.topics.Topics;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code k8s/} tells Strimzi and KEDA of topics, users and groups is what the application has. */
final class KafkaManifestsTest {

    private static final String PRODUCTION = "k8s/overlays/production";

    @BeforeAll
    static void findKubectl() {
        Kustomize.requireKubectl();
    }

    @Test
    void the_topics_are_those_that_the_application_makes() {
        var manifests = Manifests.rendered(PRODUCTION);
        var made = Topics.all(manifests.configuration()).stream()
                .map(topic -> new Topic(topic.name(), topic.partitions(), topic.replication(), topic.config()))
                .toList();
        var declared = manifests.all(KafkaTopic.class).stream()
                .map(topic -> new Topic(
                        topic.getMetadata().getName(),
                        topic.getSpec().getPartitions(),
                        topic.getSpec().getReplicas(),
                        texts(topic.getSpec().getConfig())))
                .toList();
        assertThat(declared).containsExactlyInAnyOrderElementsOf(made);
    }

    private record Topic(String name, int partitions, int replicas, Map<String, String> config) {}

    @Test
    void the_rights_and_the_scaling_name_the_application_s_groups() {
        var manifests = Manifests.rendered(PRODUCTION);
        var configuration = manifests.configuration();
        var scaled = manifests.all(ScaledObject.class).get(0).spec();
        assertThat(scaled.triggers()).extracting(ScaledObject.Trigger::type).containsExactly("prometheus", "kafka");
        assertThat(scaled.triggers().get(1).metadata().consumerGroup())
                .isEqualTo(configuration.applicationId("generate"));
        // What MetricsIT finds at a generator.
        assertThat(scaled.triggers().get(0).metadata().query()).contains("inkstream_generate_waiting");
        assertThat(scaled.maxReplicaCount()).isEqualTo(configuration.integer(Keys.PROMPTS_PARTITIONS));
        assertThat(manifests.all(StatefulSet.class))
                .filteredOn(set -> set.getMetadata()
                        .getName()
                        .equals(scaled.scaleTargetRef().name()))
                .as("a number of its own would be set again with each apply")
                .singleElement()
                .satisfies(set -> assertThat(set.getSpec().getReplicas()).isNull());
    }

    @Test
    void each_user_has_the_rights_of_the_documentation_and_the_pod_that_logs_in_as_it() throws IOException {
        var manifests = Manifests.rendered(PRODUCTION);
        var rights = new TreeMap<String, Set<String>>();
        for (var user : manifests.all(KafkaUser.class)) {
            String name = user.getMetadata().getName();
            var acls = ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls();
            rights.put(
                    name.replace("inkstream-", ""),
                    acls.stream().flatMap(KafkaManifestsTest::rights).collect(Collectors.toCollection(TreeSet::new)));
            assertThat(Manifests.environment(manifests.pods().get(name)))
                    .as("log-in of " + name)
                    .anySatisfy(variable -> {
                        assertThat(variable.getName()).isEqualTo("INKSTREAM_KAFKA_SASL_JAAS_CONFIG");
                        assertThat(variable.getValueFrom().getSecretKeyRef().getName())
                                .isEqualTo(name);
                    });
        }
        assertThat(rights).isEqualTo(DocumentedRights.byUser());
    }

    /** As {@link DocumentedRights} has them. */
    private static Stream<String> rights(AclRule rule) {
        String on;
        if (rule.getResource() instanceof AclRuleTopicResource topic) {
            on = "topic " + name(topic.getName(), topic.getPatternType());
        } else if (rule.getResource() instanceof AclRuleGroupResource group) {
            on = "group " + name(group.getName(), group.getPatternType());
        } else {
            var id = (AclRuleTransactionalIdResource) rule.getResource();
            on = "transactional-id " + name(id.getName(), id.getPatternType());
        }
        return rule.getOperations().stream().map(operation -> operation.toValue() + " " + on);
    }

    private static String name(String name, AclResourcePatternType pattern) {
        return pattern == AclResourcePatternType.PREFIX ? name + "*" : name;
    }

    private static Map<String, String> texts(Map<String, Object> config) {
        var texts = new TreeMap<String, String>();
        config.forEach((key, value) -> texts.put(key, value.toString()));
        return texts;
    }
}
