import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;

/** Spring's request and reply: a prompt as plain text, its reply on a topic of its own, matched by Spring's correlation header. */
public final class SpringReplies {

    public static void main(String[] arguments) throws Exception {
        String brokers = System.getenv("BROKERS");
        var producers = new DefaultKafkaProducerFactory<>(
                Map.<String, Object>of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer());
        var consumers = new DefaultKafkaConsumerFactory<>(
                Map.<String, Object>of(
                        "bootstrap.servers", brokers, "group.id", "from-spring", "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var container =
                new ConcurrentMessageListenerContainer<>(consumers, new ContainerProperties("answers-for-spring"));
        var template = new ReplyingKafkaTemplate<>(producers, container);
        template.setDefaultReplyTimeout(Duration.ofSeconds(60));
        template.start();
        if (!template.waitForAssignment(Duration.ofSeconds(60))) {
            throw new IllegalStateException("answers-for-spring was not assigned");
        }
        System.out.println(
                "version " + ReplyingKafkaTemplate.class.getPackage().getImplementationVersion());
        var reply = template.sendAndReceive(new ProducerRecord<>("prompts", "from-spring", "one hundred "))
                .get(60, TimeUnit.SECONDS);
        System.out.println("reply " + reply.topic() + " " + reply.key() + " wire format " + reply.value()[0]);
        template.stop();
        producers.destroy();
        System.exit(0);
    }
}
