package io.inkstream.k8s;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.inkstream.config.Configuration;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents that an overlay renders to, each read into the class of its kind, which knows every field there is. */
final class Manifests {

    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/Secret", Secret.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            Map.entry("kafka.strimzi.io/v1/Kafka", Kafka.class),
            Map.entry("kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class),
            Map.entry("kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class),
            Map.entry("kafka.strimzi.io/v1/KafkaUser", KafkaUser.class),
            Map.entry("keda.sh/v1alpha1/ScaledObject", ScaledObject.class),
            Map.entry("keda.sh/v1alpha1/TriggerAuthentication", TriggerAuthentication.class));

    /**
     * Strimzi's classes have the fields of all versions of its interface; these are not in v1. The annotation's own class is not on the class
     * path, where reflection would find it.
     */
    private static final Set<String> NOT_IN_V1 = new ClassFileImporter()
            .importPackages("io.strimzi.api.kafka.model").stream()
                    .flatMap(type -> type.getMethods().stream())
                    .filter(Manifests::isOfOtherVersionsThanV1)
                    .map(method -> method.getOwner().getName() + "#" + method.getName())
                    .collect(Collectors.toSet());

    private static final ObjectMapper STRICT = new ObjectMapper(
                    YAMLFactory.builder().build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
            // The models keep what they do not know, for which they have any-setters: a misspelt field would pass.
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }

                @Override
                public boolean hasIgnoreMarker(AnnotatedMember member) {
                    return NOT_IN_V1.contains(member.getDeclaringClass().getName() + "#" + member.getName())
                            || super.hasIgnoreMarker(member);
                }
            });

    private final List<Object> documents;

    private static boolean isOfOtherVersionsThanV1(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().getSimpleName().equals("PresentInVersions"))
                .map(annotation -> annotation.get("value").orElseThrow().toString())
                .anyMatch(versions -> !versions.matches("v1|.*-v1|.*[+]"));
    }

    private Manifests(List<Object> documents) {
        this.documents = documents;
    }

    /** What a folder renders to. */
    static Manifests rendered(String folder) {
        return parse(Kustomize.render(folder));
    }

    /**
     * Reads documents.
     *
     * @throws IllegalArgumentException if one is of an unknown kind, or has a field that its kind has not
     */
    static Manifests parse(String yaml) {
        var documents = new ArrayList<Object>();
        try (YAMLParser parser = ((YAMLFactory) STRICT.getFactory()).createParser(yaml)) {
            for (var nodes = STRICT.readValues(parser, JsonNode.class); nodes.hasNext(); ) {
                documents.add(parse(nodes.next()));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("no YAML: " + e.getMessage(), e);
        }
        return new Manifests(documents);
    }

    private static Object parse(JsonNode document) {
        String kind = document.path("apiVersion").asText() + "/"
                + document.path("kind").asText();
        String named = kind + " " + document.at("/metadata/name").asText();
        var type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalArgumentException(named + ": expected a kind of " + KINDS.keySet());
        }
        try {
            return STRICT.treeToValue(document, type);
        } catch (IOException e) {
            throw new IllegalArgumentException(named + ": " + e.getMessage(), e);
        }
    }

    int size() {
        return documents.size();
    }

    <T> List<T> all(Class<T> type) {
        return stream(type).toList();
    }

    /** The settings of all pods together; a key that does not exist, or a value out of its range, is refused. */
    Configuration configuration() {
        var environment = new TreeMap<String, String>();
        stream(ConfigMap.class).forEach(map -> environment.putAll(map.getData()));
        return Configuration.load(Map.of(), environment, Optional.empty());
    }

    /** Pod templates by the name of what makes them. */
    Map<String, PodTemplateSpec> pods() {
        var pods = new LinkedHashMap<String, PodTemplateSpec>();
        stream(StatefulSet.class)
                .forEach(set ->
                        pods.put(set.getMetadata().getName(), set.getSpec().getTemplate()));
        stream(Deployment.class)
                .forEach(set ->
                        pods.put(set.getMetadata().getName(), set.getSpec().getTemplate()));
        return pods;
    }

    /** What a pod's container sets for itself. */
    static List<EnvVar> environment(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().get(0).getEnv();
    }

    private <T> Stream<T> stream(Class<T> type) {
        return documents.stream().filter(type::isInstance).map(type::cast);
    }
}
