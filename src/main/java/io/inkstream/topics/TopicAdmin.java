package io.inkstream.topics;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.inkstream.config.Configuration;
import io.inkstream.config.ConfigurationException;
import io.inkstream.config.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates, lists and deletes topics. */
public final class TopicAdmin implements AutoCloseable {

    /** Kafka's own minute is long for somebody who waits at a prompt. */
    private static final String TIMEOUT_MS = "20000";

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

    private final Admin admin;
    private final String servers;

    /** A topic after {@link #create}: made just now, or there before and with what differs from what was asked. */
    public record Created(String name, boolean isNew, List<String> differences) {}

    /**
     * Connects when it is first used.
     *
     * @param kafka as {@link Configuration#kafka()} gives it
     */
    public TopicAdmin(Map<String, Object> kafka) {
        var settings = new HashMap<>(kafka);
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        admin = Admin.create(settings);
        servers = String.valueOf(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /**
     * Creates the topics that are not there, and leaves those that are as they are.
     *
     * @return what happened to each, in the order given
     * @throws TopicException if the cluster refuses one; those before it have been created
     */
    public List<Created> create(List<TopicSpec> topics) {
        var requests = topics.stream()
                .map(topic ->
                        new NewTopic(topic.name(), topic.partitions(), topic.replication()).configs(topic.config()))
                .toList();
        var answers = admin.createTopics(requests).values();
        var created = new ArrayList<Created>();
        for (var topic : topics) {
            created.add(
                    answered(answers.get(topic.name()), topic.name(), TopicExistsException.class)
                            ? new Created(topic.name(), true, List.of())
                            : new Created(topic.name(), false, differences(topic)));
        }
        return created;
    }

    /** Every topic of the cluster but Kafka's own, with the settings it was given, sorted by name. */
    public List<TopicSpec> list() {
        return describe(get(admin.listTopics().names(), "the cluster's topics"));
    }

    /**
     * Deletes topics, with everything in them.
     *
     * @return those that were there
     */
    public List<String> delete(Collection<String> names) {
        var answers = admin.deleteTopics(names).topicNameValues();
        return names.stream()
                .filter(name -> answered(answers.get(name), name, UnknownTopicOrPartitionException.class))
                .toList();
    }

    /**
     * Waits until a broker answers.
     *
     * @param kafka as {@link Configuration#kafka()} gives it
     * @param wait how long to try at most; zero tries once
     * @throws BrokerUnavailableException if none did, or it refused our credentials
     * @throws ConfigurationException if no client can be made with these settings
     */
    public static void awaitBroker(Map<String, Object> kafka, Duration wait) {
        var start = System.nanoTime();
        var policy = RetryPolicy.builder()
                .abortOn(AuthenticationException.class, ConfigurationException.class)
                .withMaxAttempts(-1)
                .withDelay(BETWEEN_ATTEMPTS)
                .withMaxDuration(wait.plus(BETWEEN_ATTEMPTS).plusMillis(1))
                .build();
        try {
            Failsafe.with(policy).run(() -> probe(kafka, wait.minusNanos(System.nanoTime() - start)));
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new BrokerUnavailableException(
                    "no Kafka broker at " + kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG) + " answered within "
                            + wait.toSeconds() + " s (" + cause.getMessage()
                            + "): start one there, or set bootstrap.servers to where it is",
                    cause);
        }
    }

    private static void probe(Map<String, Object> kafka, Duration left) throws Exception {
        var timeout = (int) Math.max(1000, Math.min(5000, left.toMillis()));
        try (var admin = client(kafka)) {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeout))
                    .nodes()
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Admin client(Map<String, Object> kafka) {
        try {
            return Admin.create(kafka);
        } catch (KafkaException e) {
            throw Secrets.unusable(kafka, e);
        }
    }

    /** How a topic that is there differs from what is wanted: what it has, and what was expected. */
    public List<String> differences(TopicSpec wanted) {
        var found = describe(Set.of(wanted.name())).get(0);
        var config = configs(Set.of(wanted.name())).get(wanted.name());
        var differences = new ArrayList<String>();
        if (found.partitions() != wanted.partitions()) {
            differences.add("has " + found.partitions() + " partitions, expected " + wanted.partitions());
        }
        if (found.replication() != wanted.replication()) {
            differences.add("has " + found.replication() + " replicas, expected " + wanted.replication());
        }
        new TreeMap<>(wanted.config()).forEach((key, value) -> {
            // A setting may come from the cluster's defaults as well as from the topic.
            var actual = config.get(key).value();
            if (!actual.equals(value)) {
                differences.add("has " + key + "=" + actual + ", expected " + value);
            }
        });
        return differences;
    }

    private List<TopicSpec> describe(Set<String> names) {
        var descriptions = get(admin.describeTopics(names).allTopicNames(), "topics " + names);
        var configs = configs(names);
        return descriptions.values().stream()
                .map(topic -> new TopicSpec(
                        topic.name(),
                        topic.partitions().size(),
                        (short) topic.partitions().get(0).replicas().size(),
                        own(configs.get(topic.name()))))
                .sorted(Comparator.comparing(TopicSpec::name))
                .toList();
    }

    private Map<String, Config> configs(Set<String> topics) {
        var resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        return get(admin.describeConfigs(resources).all(), "the settings of topics " + topics).entrySet().stream()
                .collect(Collectors.toMap(config -> config.getKey().name(), Map.Entry::getValue));
    }

    private static Map<String, String> own(Config config) {
        return config.entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    /** Waits for an answer; false if it is the exception that only says the topic is as it should be already. */
    private boolean answered(KafkaFuture<Void> answer, String topic, Class<? extends Exception> already) {
        try {
            get(answer, "topic " + topic);
            return true;
        } catch (TopicException e) {
            if (already.isInstance(e.getCause())) {
                return false;
            }
            throw e;
        }
    }

    private <T> T get(KafkaFuture<T> answer, String what) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new BrokerUnavailableException(
                        "no Kafka broker at " + servers + " answered for " + what + " ("
                                + e.getCause().getMessage()
                                + "): check that it runs and that bootstrap.servers is right",
                        e.getCause());
            }
            throw new TopicException(what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException(what + ": interrupted while waiting for an answer", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
