package io.inkstream.k8s;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;

/** KEDA's, by its reference of version 2.17; no model of it is published for Java. A trigger's metadata are those of the Kafka or the Prometheus scaler. */
record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

    record Spec(
            Target scaleTargetRef,
            Integer pollingInterval,
            Integer cooldownPeriod,
            Integer initialCooldownPeriod,
            Integer idleReplicaCount,
            Integer minReplicaCount,
            Integer maxReplicaCount,
            Map<String, Object> fallback,
            Map<String, Object> advanced,
            List<Trigger> triggers) {}

    record Target(String apiVersion, String kind, String name, String envSourceContainerName) {}

    record Trigger(
            String type,
            String name,
            Boolean useCachedMetrics,
            String metricType,
            Metadata metadata,
            Reference authenticationRef) {}

    record Reference(String name, String kind) {}

    record Metadata(
            String serverAddress,
            String query,
            String threshold,
            String activationThreshold,
            String ignoreNullValues,
            String bootstrapServers,
            String consumerGroup,
            String topic,
            String lagThreshold,
            String activationLagThreshold,
            String offsetResetPolicy,
            String allowIdleConsumers,
            String scaleToZeroOnInvalidOffset,
            String excludePersistentLag,
            String limitToPartitionsWithLag,
            String ensureEvenDistributionOfPartitions,
            String version,
            String partitionLimitation,
            String sasl,
            String tls,
            @JsonProperty("unsafeSsl") String unsafeTls) {}
}
