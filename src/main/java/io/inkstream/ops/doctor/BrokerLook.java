package io.inkstream.ops.doctor;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.topics.BrokerUnavailableException;
import io.inkstream.topics.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** The brokers, the topics' settings, and what we may do with them. */
final class BrokerLook {

    private static final Duration WAIT = Duration.ofSeconds(5);

    /** The first question for a coordinator has the brokers make its topic. */
    private static final int ANSWER_MS = 15_000;

    private final Configuration configuration;
    private final List<Finding> findings = new ArrayList<>();

    BrokerLook(Configuration configuration) {
        this.configuration = configuration;
    }

    List<Finding> findings() {
        try {
            TopicAdmin.awaitBroker(configuration.kafka(), WAIT);
        } catch (BrokerUnavailableException e) {
            return List.of(Finding.bad(
                    "Brokers",
                    e.getMessage(),
                    "check that a broker runs there and that this machine can reach it; bootstrap.servers, and kafka.security.*"
                            + " if it requires a log-in. To try one: bin/inkstream broker"));
        }
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS);
        try (var admin = Admin.create(settings)) {
            brokers(admin.describeCluster().nodes().get().size());
            var topics = new TopicsLook(configuration, admin);
            findings.addAll(topics.findings());
            findings.addAll(new SizesLook(configuration, admin).findings());
            findings.addAll(new CheckpointsLook(configuration, admin).findings());
            findings.addAll(new SchemasLook(configuration, admin).findings());
            findings.addAll(new RightsLook(configuration, admin, topics.allowed()).findings());
        } catch (ExecutionException e) {
            findings.add(Finding.bad(
                    "Brokers", e.getCause().getMessage(), "ask the brokers' administrator about this answer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            findings.add(Finding.bad("Brokers", e.getMessage(), "check the settings under kafka."));
        }
        return List.copyOf(findings);
    }

    private void brokers(int count) {
        int replication = configuration.integer(Keys.REPLICATION_FACTOR);
        String found = count + (count == 1 ? " broker" : " brokers") + " at "
                + configuration.string(Keys.BOOTSTRAP_SERVERS) + ", replication.factor=" + replication;
        if (replication > count) {
            findings.add(
                    Finding.bad("Brokers", found, "set replication.factor to at most " + count + ", or add brokers"));
        } else if (count > 1 && replication == 1) {
            findings.add(Finding.doubtful(
                    "Brokers",
                    found,
                    "set replication.factor=" + Math.min(3, count) + ": with one replica, a lost broker loses text"));
        } else {
            findings.add(Finding.good("Brokers", found));
        }
    }
}
