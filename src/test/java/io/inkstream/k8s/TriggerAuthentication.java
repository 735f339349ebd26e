package io.inkstream.k8s;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** KEDA's, as far as it takes its values from secrets. */
record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

    record Spec(List<SecretTarget> secretTargetRef) {}

    record SecretTarget(String parameter, String name, String key) {}
}
