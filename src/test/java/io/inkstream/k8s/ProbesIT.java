package io.inkstream.k8s;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.gateway.Gateway;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.InstanceServer;
import io.inkstream.ops.Metrics;
import io.inkstream.ops.dashboard.Dashboard;
import io.inkstream.text.NumbersCorpus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kubernetes, Docker and Prometheus are told to ask is there, and answered with yes by instances that are well. */
final class ProbesIT {

    private static final String PRODUCTION = "k8s/overlays/production";

    @TempDir
    private Path folder;

    @Test
    void every_probe_is_answered_by_the_program_that_runs_in_its_container() throws Exception {
        Kustomize.requireKubectl();
        var manifests = Manifests.parse(Kustomize.render(PRODUCTION));
        try (var stack =
                LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0)) {
            var settings = new TreeMap<>(stack.settings());
            settings.putAll(Map.of(
                    "profile", "seed",
                    "nodes", "16",
                    "batch.size", "8",
                    "segment.length", "100",
                    "checkpoint.every", "20",
                    "dashboard.port", "0",
                    "gateway.port", "0",
                    "state.dir", folder.resolve("state").toString()));
            var inkstream = new CommandLineRun(settings);
            inkstream.run("topics", "create");
            var text = Files.writeString(
                    folder.resolve("text"), NumbersCorpus.text().substring(0, 20_000));
            assertThat(inkstream.run("corpus", "send", text.toString()).exitCode())
                    .isZero();
            ask(manifests, Configuration.load(settings, Map.of(), Optional.empty()));
        }
    }

    private static void ask(Manifests manifests, Configuration configuration) throws Exception {
        try (var ofTrainer = new Metrics(configuration);
                var trainer = ofTrainer.trainer(configuration);
                var trainerServer = InstanceServer.start(configuration, ofTrainer);
                var ofGenerator = new Metrics(configuration);
                var generator = ofGenerator.generator(configuration);
                var generatorServer = InstanceServer.start(configuration, ofGenerator);
                var dashboard = Dashboard.start(configuration);
                var gateway = Gateway.start(configuration)) {
            trainer.start();
            generator.start();
            var ports = Map.of(
                    "train", trainerServer.port(),
                    "generate", generatorServer.port(),
                    "dashboard", URI.create(dashboard.address()).getPort(),
                    "gateway", gateway.port());
            int asked = 0;
            for (var pod : pods(manifests).toList()) {
                for (Container container : pod.getSpec().getContainers()) {
                    int port = ports.get(container.getArgs().get(0));
                    for (var probe : probes(container).toList()) {
                        assertThat(container.getPorts())
                                .anyMatch(one -> one.getName()
                                        .equals(probe.getHttpGet().getPort().getStrVal()));
                        answers(port, probe.getHttpGet().getPath());
                        asked++;
                    }
                    answers(port, healthcheck()); // the image's, whatever runs in it
                }
            }
            assertThat(asked)
                    .as("three of each topology, of the gateway and of the dashboard")
                    .isEqualTo(12);
            String metrics = manifests
                    .all(ServiceMonitor.class)
                    .get(0)
                    .getSpec()
                    .getEndpoints()
                    .get(0)
                    .getPath();
            answers(trainerServer.port(), metrics);
            answers(generatorServer.port(), metrics);
        }
    }

    /** Soon, for a topology begins by making its topics. */
    private static void answers(int port, String path) {
        patiently()
                .untilAsserted(() -> assertThat(HttpClient.newHttpClient()
                                .send(
                                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .as(path)
                        .isEqualTo(200));
    }

    private static String healthcheck() throws Exception {
        return Files.readString(Path.of("docker/healthcheck")).replaceAll("(?s).*GET (\\S+) HTTP.*", "$1");
    }

    private static Stream<PodTemplateSpec> pods(Manifests manifests) {
        return Stream.concat(
                manifests.all(StatefulSet.class).stream()
                        .map(set -> set.getSpec().getTemplate()),
                manifests.all(Deployment.class).stream()
                        .map(set -> set.getSpec().getTemplate()));
    }

    private static Stream<Probe> probes(Container container) {
        return Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .filter(probe -> probe != null);
    }
}
