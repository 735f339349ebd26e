package io.inkstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    @Test
    void a_misspelt_field_is_refused_by_name() {
        String misspelt =
                Kustomize.render(PRODUCTION).replaceFirst("terminationGracePeriodSeconds", "terminationGraceSeconds");
        assertThatThrownBy(() -> Manifests.parse(misspelt))
                .hasMessageContaining("apps/v1/Deployment")
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
        var manifests = Manifests.rendered(folder);
        assertThat(manifests.size()).isGreaterThan(10);
        var pods = manifests.pods();
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
        var configuration = Manifests.rendered(folder).configuration();
        assertThat(configuration.string(Keys.BOOTSTRAP_SERVERS)).isNotEmpty();
    }

    @Test
    void the_containers_run_commands_of_the_application_under_the_restricted_profile() {
        var manifests = Manifests.rendered(PRODUCTION);
        for (var pod : manifests.pods().values()) {
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

    @ParameterizedTest
    @ValueSource(strings = {"k8s/base", "k8s/overlays/local", PRODUCTION})
    void what_a_container_sets_for_itself_are_settings_too(String folder) {
        for (var pod : Manifests.rendered(folder).pods().values()) {
            var variables = new TreeMap<String, String>();
            for (var variable : Manifests.environment(pod)) {
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
        var local = Manifests.rendered("k8s/overlays/local");
        var token = Manifests.environment(local.pods().get("inkstream-gateway")).stream()
                .filter(variable -> variable.getName().equals("INKSTREAM_GATEWAY_TOKEN"))
                .findFirst()
                .orElseThrow()
                .getValueFrom()
                .getSecretKeyRef();
        assertThat(local.all(Secret.class)).anySatisfy(secret -> {
            assertThat(secret.getMetadata().getName()).isEqualTo(token.getName());
            assertThat(secret.getData()).containsKey(token.getKey());
        });
        assertThat(Manifests.rendered(PRODUCTION).all(Secret.class))
                .as("a token in the repository would be everybody's")
                .noneMatch(secret -> secret.getMetadata().getName().startsWith("inkstream-gateway"));
        var letIn = Manifests.rendered(PRODUCTION).all(NetworkPolicy.class).stream()
                .filter(policy -> policy.getMetadata().getName().equals("inkstream-completions"))
                .findFirst()
                .orElseThrow()
                .getSpec();
        assertThat(selected(local.pods(), letIn.getPodSelector().getMatchLabels()))
                .hasSize(1);
        assertThat(letIn.getIngress().get(0).getPorts().get(0).getPort().getStrVal())
                .isEqualTo("http");
    }

    @Test
    void the_gateway_is_killed_no_sooner_than_it_has_answered_what_it_has_taken() {
        var manifests = Manifests.rendered(PRODUCTION);
        long drain = manifests.configuration().longValue("gateway.drain.ms");
        // And five seconds in which the rest are told that there is no answer.
        assertThat(manifests.pods().get("inkstream-gateway").getSpec().getTerminationGracePeriodSeconds() * 1000)
                .isGreaterThan(drain + 5000);
    }

    @Test
    void what_is_scraped_has_the_labels_and_the_port_that_the_monitor_asks_for() {
        var manifests = Manifests.rendered(PRODUCTION);
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
        assertThat(Manifests.rendered(PRODUCTION).all(PrometheusRule.class)).hasSize(1);
        assertThat(declared.at("/spec/groups")).isEqualTo(rules.at("/groups"));
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
}
