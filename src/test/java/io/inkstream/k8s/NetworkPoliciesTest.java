package io.inkstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.strimzi.api.kafka.model.kafka.Kafka;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may talk to whom in the production overlay, as Kubernetes reads its policies. */
final class NetworkPoliciesTest {

    private static final Map<String, String> GENERATOR =
            Map.of("app.kubernetes.io/name", "inkstream-generator", "app.kubernetes.io/part-of", "inkstream");
    private static final Map<String, String> BROKER =
            Map.of("strimzi.io/cluster", "inkstream", "strimzi.io/kind", "Kafka");

    private static Manifests production;

    @BeforeAll
    static void render() {
        Kustomize.requireKubectl();
        production = Manifests.rendered("k8s/overlays/production");
    }

    private static Stream<NetworkPolicy> of(Map<String, String> pod, String type) {
        return production.all(NetworkPolicy.class).stream()
                .filter(policy -> policy.getSpec().getPolicyTypes().contains(type))
                .filter(policy -> selects(policy.getSpec().getPodSelector(), pod));
    }

    /** Nothing selects nothing, and an empty selector everything. */
    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        return selector != null
                && labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
    }

    /** @param port its number, or its name */
    private static boolean ports(List<NetworkPolicyPort> ports, String protocol, String port) {
        return ports.isEmpty()
                || ports.stream()
                        .anyMatch(each -> protocol.equals(each.getProtocol()) && port.equals(text(each.getPort())));
    }

    private static String text(IntOrString port) {
        return port.getStrVal() == null ? port.getIntVal().toString() : port.getStrVal();
    }

    /** Whether a pod of a namespace with this name is one of those. */
    private static boolean peers(List<NetworkPolicyPeer> peers, String namespace, Map<String, String> pod) {
        return peers.isEmpty()
                || peers.stream()
                        .anyMatch(peer -> (peer.getNamespaceSelector() == null
                                        ? namespace.equals("inkstream")
                                        : selects(
                                                peer.getNamespaceSelector(),
                                                Map.of("kubernetes.io/metadata.name", namespace)))
                                && (peer.getPodSelector() == null || selects(peer.getPodSelector(), pod))
                                && peer.getIpBlock() == null);
    }

    private static boolean goesOut(String namespace, String protocol, String port) {
        return of(GENERATOR, "Egress")
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .anyMatch(rule -> peers(rule.getTo(), namespace, Map.of()) && ports(rule.getPorts(), protocol, port));
    }

    private static boolean comesIn(Map<String, String> to, String namespace, Map<String, String> from, String port) {
        return of(to, "Ingress")
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .anyMatch(rule -> peers(rule.getFrom(), namespace, from) && ports(rule.getPorts(), "TCP", port));
    }

    @ParameterizedTest
    @CsvSource({
        "kube-system, UDP, 53, true",
        "kube-system, TCP, 53, true",
        "openshift-dns, UDP, 5353, true",
        "inkstream, TCP, 9093, true",
        "elsewhere, TCP, 8080, true",
        "elsewhere, TCP, 8081, true",
        "elsewhere, TCP, 443, true",
        "elsewhere, UDP, 53, false",
        "elsewhere, TCP, 22, false",
        "elsewhere, TCP, 80, false"
    })
    void names_brokers_and_registries_on_their_usual_ports_are_reached_and_nothing_else(
            String namespace, String protocol, String port, boolean reached) {
        assertThat(goesOut(namespace, protocol, port)).isEqualTo(reached);
    }

    @ParameterizedTest
    @CsvSource({"monitoring, true", "inkstream, true", "keda, false", "elsewhere, false"})
    void metrics_are_scraped_from_the_namespace_of_prometheus(String namespace, boolean reached) {
        assertThat(comesIn(GENERATOR, namespace, Map.of(), "http")).isEqualTo(reached);
    }

    @Test
    void brokers_are_reached_by_inkstream_and_by_keda_which_asks_for_the_lag() {
        var kafka = production.all(Kafka.class).get(0).getSpec().getKafka();
        var peers = kafka.getListeners().get(0).getNetworkPolicyPeers();
        assertThat(peers(peers, "keda", Map.of())).isTrue();
        assertThat(peers(peers, "inkstream", GENERATOR)).isTrue();
        assertThat(peers(peers, "elsewhere", Map.of())).isFalse();
        assertThat(comesIn(BROKER, "keda", Map.of(), "9093")).isTrue();
        assertThat(comesIn(BROKER, "inkstream", GENERATOR, "9093")).isTrue();
        assertThat(comesIn(BROKER, "elsewhere", Map.of(), "9093")).isFalse();
    }
}
