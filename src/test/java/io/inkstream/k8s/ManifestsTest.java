package io.inkstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.inkstream.config.Configuration;
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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in {@code k8s/} is known to Kubernetes, Strimzi, KEDA and the Prometheus operator, and agrees with the application. */
final class ManifestsTest {

    private static final String PRODUCTION = "k8s/overlays/production";

    @BeforeAll
    static void findKubectl() {
        Kustomize.requireKubectl();
    }

    private static Manifests rendered(String folder) {
        return Manifests.parse(Kustomize.render(folder));
    }

    @Test
    void a_misspelt_field_is_refused_by_name() {
        String misspelt =
                Kustomize.render(PRODUCTION).replaceFirst("terminationGracePeriodSeconds", "terminationGraceSeconds");
        assertThatThrownBy(() -> Manifests.parse(misspelt))
                .hasMessageContaining("apps/v1/StatefulSet")
                .hasMessageContaining("terminationGraceSeconds");
    }

    @Test
    void a_field_that_strimzi_has_in_v1beta2_alone_is_refused() {
        String former = Kustomize.render(PRODUCTION).replace("    topicOperator: {}", "    tlsSidecar: {}");
        assertThatThrownBy(() -> Manifests.parse(former))
                .hasMessageContaining("kafka.strimzi.io/v1/Kafka")
                .hasMessageContaining("tlsSidecar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/base", "k8s/overlays/local", PRODUCTION})
    void every_selector_finds_its_pods_and_every_named_port_is_one_of_theirs(String folder) {
        var manifests = rendered(folder);
        assertThat(manifests.size()).isGreaterThan(10);
        var pods = pods(manifests);
        for (var service : manifests.all(Service.class)) {
            var selected = selected(pods, service.getSpec().getSelector());
            assertThat(selected)
                    .as("pods of the service " + service.getMetadata().getName())
                    .isNotEmpty();
            for (var port : service.getSpec().getPorts()) {
                assertThat(portNames(selected)).contains(port.getTargetPort().getStrVal());
            }
        }
        for (var budget : manifests.all(PodDisruptionBudget.class)) {
            assertThat(selected(pods, budget.getSpec().getSelector().getMatchLabels()))
                    .as("pods of the budget " + budget.getMetadata().getName())
                    .isNotEmpty();
        }
        for (var set : manifests.all(StatefulSet.class)) {
            assertThat(set.getSpec().getTemplate().getMetadata().getLabels())
                    .containsAllEntriesOf(set.getSpec().getSelector().getMatchLabels());
            assertThat(manifests.all(Service.class))
                    .anyMatch(service ->
                            service.getMetadata().getName().equals(set.getSpec().getServiceName()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/base", "k8s/overlays/local", PRODUCTION})
    void every_setting_is_one_of_the_application_s(String folder) {
        // A key that does not exist, or a value out of its range, is refused here.
        var configuration = configuration(rendered(folder));
        assertThat(configuration.string(Keys.BOOTSTRAP_SERVERS)).isNotEmpty();
    }

    @Test
    void the_containers_run_commands_of_the_application_under_the_restricted_profile() {
        var manifests = rendered(PRODUCTION);
        for (var pod : pods(manifests).values()) {
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault");
            for (var container : pod.getSpec().getContainers()) {
                assertThat(List.of("train", "generate", "dashboard", "gateway")).containsAll(container.getArgs());
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .isFalse();
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .containsExactly("ALL");
                assertThat(container.getResources().getLimits()).containsKey("memory");
            }
        }
    }

    @Test
    void the_topics_are_those_that_the_application_makes() {
        var manifests = rendered(PRODUCTION);
        var made = Topics.all(configuration(manifests)).stream()
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
        var manifests = rendered(PRODUCTION);
        var configuration = configuration(manifests);
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
        var manifests = rendered(PRODUCTION);
        var rights = new TreeMap<String, Set<String>>();
        for (var user : manifests.all(KafkaUser.class)) {
            String name = user.getMetadata().getName();
            var acls = ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls();
            rights.put(
                    name.replace("inkstream-", ""),
                    acls.stream().flatMap(ManifestsTest::rights).collect(Collectors.toCollection(TreeSet::new)));
            assertThat(environment(pods(manifests).get(name)))
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

    private static List<EnvVar> environment(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().get(0).getEnv();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/base", "k8s/overlays/local", PRODUCTION})
    void what_a_container_sets_for_itself_are_settings_too(String folder) {
        for (var pod : pods(rendered(folder)).values()) {
            var variables = new TreeMap<String, String>();
            for (var variable : environment(pod)) {
                if (variable.getName().startsWith("INKSTREAM_")) {
                    variables.put(
                            variable.getName(),
                            Optional.ofNullable(variable.getValue()).orElse("secret"));
                }
            }
            // Refused where a key does not exist.
            assertThat(Configuration.load(Map.of(), variables, Optional.empty()).effective())
                    .isNotEmpty();
        }
    }

    @Test
    void the_gateway_has_a_token_and_is_reached_from_namespaces_that_are_let_in() {
        var local = rendered("k8s/overlays/local");
        var token = environment(pods(local).get("inkstream-gateway")).stream()
                .filter(variable -> variable.getName().equals("INKSTREAM_GATEWAY_TOKEN"))
                .findFirst()
                .orElseThrow()
                .getValueFrom()
                .getSecretKeyRef();
        assertThat(local.all(Secret.class)).anySatisfy(secret -> {
            assertThat(secret.getMetadata().getName()).isEqualTo(token.getName());
            assertThat(secret.getData()).containsKey(token.getKey());
        });
        assertThat(rendered(PRODUCTION).all(Secret.class))
                .as("a token in the repository would be everybody's")
                .noneMatch(secret -> secret.getMetadata().getName().startsWith("inkstream-gateway"));
        var letIn = rendered(PRODUCTION).all(NetworkPolicy.class).stream()
                .filter(policy -> policy.getMetadata().getName().equals("inkstream-completions"))
                .findFirst()
                .orElseThrow()
                .getSpec();
        assertThat(selected(pods(local), letIn.getPodSelector().getMatchLabels()))
                .hasSize(1);
        assertThat(letIn.getIngress().get(0).getPorts().get(0).getPort().getStrVal())
                .isEqualTo("http");
    }

    @Test
    void what_is_scraped_has_the_labels_and_the_port_that_the_monitor_asks_for() {
        var manifests = rendered(PRODUCTION);
        var monitor = manifests.all(ServiceMonitor.class).get(0).getSpec();
        var wanted = monitor.getSelector().getMatchExpressions().get(0);
        var services = manifests.all(Service.class).stream()
                .filter(service -> wanted.getValues()
                        .contains(service.getMetadata().getLabels().get(wanted.getKey())))
                .toList();
        assertThat(services).hasSize(4);
        for (var service : services) {
            assertThat(service.getSpec().getPorts().get(0).getName())
                    .isEqualTo(monitor.getEndpoints().get(0).getPort());
        }
    }

    @Test
    void the_alerts_are_those_of_the_rules_for_prometheus() throws IOException {
        var yaml = new ObjectMapper(new YAMLFactory());
        var rules = yaml.readTree(Path.of("docker/prometheus/rules.yml").toFile());
        var declared = yaml.readTree(Path.of(PRODUCTION, "rules.yaml").toFile());
        assertThat(rendered(PRODUCTION).all(PrometheusRule.class)).hasSize(1);
        assertThat(declared.at("/spec/groups")).isEqualTo(rules.at("/groups"));
    }

    private static Configuration configuration(Manifests manifests) {
        var environment = new TreeMap<String, String>();
        manifests.all(ConfigMap.class).forEach(map -> environment.putAll(map.getData()));
        return Configuration.load(Map.of(), environment, Optional.empty());
    }

    /** Pod templates by the name of what makes them. */
    private static Map<String, PodTemplateSpec> pods(Manifests manifests) {
        var pods = new LinkedHashMap<String, PodTemplateSpec>();
        manifests
                .all(StatefulSet.class)
                .forEach(set ->
                        pods.put(set.getMetadata().getName(), set.getSpec().getTemplate()));
        manifests
                .all(Deployment.class)
                .forEach(set ->
                        pods.put(set.getMetadata().getName(), set.getSpec().getTemplate()));
        return pods;
    }

    private static List<PodTemplateSpec> selected(Map<String, PodTemplateSpec> pods, Map<String, String> labels) {
        return pods.values().stream()
                .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    private static List<String> portNames(List<PodTemplateSpec> pods) {
        return pods.stream()
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .flatMap((Container container) ->
                        Stream.ofNullable(container.getPorts()).flatMap(List::stream))
                .map(port -> port.getName())
                .toList();
    }

    private static Map<String, String> texts(Map<String, Object> config) {
        var texts = new TreeMap<String, String>();
        config.forEach((key, value) -> texts.put(key, value.toString()));
        return texts;
    }
}
