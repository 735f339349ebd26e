package io.inkstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The component for HTTPS, over each overlay. */
final class HttpsManifestsTest {

    @BeforeAll
    static void findKubectl() {
        Kustomize.requireKubectl();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void every_server_has_its_files_and_is_asked_over_https(String overlay) throws IOException {
        var manifests = Manifests.rendered(over(overlay));
        var configuration = manifests.configuration();
        var pods = manifests.pods().values().stream()
                .filter(pod -> pod.getMetadata()
                        .getLabels()
                        .get("app.kubernetes.io/name")
                        .startsWith("inkstream-"))
                .map(pod -> pod.getSpec())
                .toList();
        assertThat(pods).hasSize(4).allSatisfy(pod -> {
            assertThat(pod.getVolumes())
                    .anyMatch(volume -> volume.getSecret() != null
                            && volume.getName().equals("tls")
                            && volume.getSecret().getSecretName().equals("inkstream-tls"));
            String mounted = pod.getContainers().get(0).getVolumeMounts().stream()
                    .filter(mount -> mount.getName().equals("tls"))
                    .findFirst()
                    .orElseThrow()
                    .getMountPath();
            for (String key : new String[] {
                "http.tls.certificate", "http.tls.key", "http.tls.ca", "gateway.tls.certificate", "gateway.tls.key"
            }) {
                assertThat(configuration.string(key)).as(key).startsWith(mounted + "/");
            }
            assertThat(probes(pod)).isNotEmpty().allSatisfy(probe -> {
                assertThat(probe.getHttpGet().getScheme()).isEqualTo("HTTPS");
                assertThat(probe.getHttpGet().getPath()).startsWith("/health/");
            });
        });
        assertThat(manifests.all(ServiceMonitor.class))
                .hasSize(overlay.equals("production") ? 1 : 0)
                .allMatch(monitor ->
                        monitor.getSpec().getEndpoints().get(0).getScheme().equals("https"));
    }

    /** An overlay of its own, as an operator writes one. */
    private static String over(String overlay) throws IOException {
        var folder = Files.createDirectories(Path.of("target/k8s-https", overlay));
        Files.writeString(folder.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [../../../k8s/overlays/%s]
                components: [../../../k8s/components/https]
                """.formatted(overlay));
        return folder.toString();
    }

    private static Stream<Probe> probes(PodSpec pod) {
        var container = pod.getContainers().get(0);
        return Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .filter(Objects::nonNull);
    }
}
