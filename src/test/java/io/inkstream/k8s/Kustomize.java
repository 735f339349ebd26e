package io.inkstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.ops.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code kubectl kustomize} makes of a folder. */
final class Kustomize {

    private Kustomize() {}

    static void requireKubectl() {
        Programs.require("kubectl", "kubernetes-client (of 1.27 or newer)");
    }

    static String render(String folder) {
        try {
            var run = Programs.run(Path.of("."), Optional.empty(), "kubectl", "kustomize", folder);
            assertThat(run.exitCode()).as(run.said()).isZero();
            return run.said();
        } catch (IOException e) {
            throw new IllegalStateException("kubectl cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kubectl ran", e);
        }
    }
}
