package io.inkstream.cli;

import io.inkstream.config.ConfigurationException;
import io.inkstream.topics.BrokerUnavailableException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What is said of what ended a command: what was expected, what was found where, and what to do. */
final class Failure {

    private static final String DOCTOR = "inkstream doctor checks the set-up";

    private Failure() {}

    static String sentence(Throwable failure) {
        if (failure instanceof ConfigurationException || failure instanceof BrokerUnavailableException) {
            return failure.getMessage(); // says it all
        }
        if (failure instanceof LinkageError) {
            return one(failure); // with the innermost cause, which says it all
        }
        var said = new StringBuilder(one(failure));
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String further = cause.getMessage();
            if (further != null && said.indexOf(further) < 0) {
                said.append(": ").append(known(cause).orElse(further));
            }
        }
        return said.toString();
    }

    private static String one(Throwable failure) {
        boolean isWrapping = failure instanceof UncheckedIOException
                && failure.getMessage() != null
                && failure.getMessage().equals(String.valueOf(failure.getCause()));
        return isWrapping ? one(failure.getCause()) : known(failure).orElseGet(() -> unknown(failure));
    }

    /** The sentence for what others throw: the files of the machine, the clients of Kafka. */
    private static Optional<String> known(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            return Optional.of(ofFile(file));
        }
        if (failure instanceof InvalidPathException path) {
            return Optional.of("expected the path of a file, found '" + path.getInput() + "' (" + path.getReason()
                    + "): set LC_ALL to a locale with UTF-8 that is installed (locale -a), C.UTF-8 for example, or use"
                    + " another name");
        }
        if (failure instanceof OutOfMemoryError) {
            return Optional.of(
                    "the memory of the JVM, " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB, is not enough ("
                            + failure.getMessage() + "): give it more, INKSTREAM_JAVA_OPTS=-Xmx2g for example");
        }
        if (failure instanceof LinkageError) {
            return Optional.of("the native libraries cannot be used (" + root(failure) + "): see that "
                    + System.getProperty("java.io.tmpdir") + " and the cache "
                    + System.getProperty("org.bytedeco.javacpp.cachedir", "~/.javacpp/cache")
                    + " can be written to and programs may be run there");
        }
        return failure instanceof KafkaException kafka && kafka.getClass() != KafkaException.class
                ? ofKafka(kafka)
                : Optional.empty();
    }

    private static String ofFile(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "expected a file or folder at " + e.getFile() + ", found nothing there: check the path";
        }
        if (e instanceof AccessDeniedException) {
            return "expected a file or folder that this user can access, but access is denied at " + e.getFile()
                    + ": change its rights, or name another";
        }
        return e.getFile() + " cannot be used ("
                + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason())
                + "): check the path and the disk";
    }

    private static Optional<String> ofKafka(KafkaException e) {
        if (e instanceof SerializationException) {
            return Optional.empty(); // ours, with topic and reason
        }
        return Optional.of(whatKafkaMeans(e) + " (" + e.getMessage() + "): " + whatToDo(e));
    }

    private static String whatKafkaMeans(KafkaException e) {
        if (e instanceof TopicAuthorizationException topics) {
            return "the brokers deny this user access to the topics " + String.join(", ", topics.unauthorizedTopics());
        }
        if (e instanceof GroupAuthorizationException group) {
            return "the brokers deny this user access to the consumer group " + group.groupId();
        }
        if (e instanceof AuthorizationException) {
            return "the brokers deny this to this user";
        }
        if (e instanceof AuthenticationException) {
            return "the brokers rejected the login";
        }
        if (e instanceof TimeoutException || e instanceof DisconnectException) {
            return "the brokers did not answer in time";
        }
        if (e instanceof UnknownTopicOrPartitionException) {
            return "a topic does not exist";
        }
        if (e instanceof RecordTooLargeException) {
            return "a record is larger than its topic accepts";
        }
        return "Kafka failed with " + e.getClass().getSimpleName();
    }

    private static String whatToDo(KafkaException e) {
        if (e instanceof AuthorizationException) {
            return "grant it as docs/security.md says";
        }
        if (e instanceof AuthenticationException) {
            return "check the settings under kafka.sasl. and kafka.ssl.";
        }
        if (e instanceof UnknownTopicOrPartitionException) {
            return "create the topics: inkstream topics create";
        }
        if (e instanceof RecordTooLargeException) {
            return "raise max.message.bytes of the topic";
        }
        if (e instanceof InvalidReplicationFactorException) {
            return "set replication.factor to at most the number of brokers";
        }
        if (e instanceof PolicyViolationException) {
            return "ask the brokers' administrator which topics are allowed";
        }
        if (e instanceof UnsupportedVersionException) {
            return "use brokers of Kafka 3.0 or newer";
        }
        return DOCTOR;
    }

    /** What is none of the user's doing says so, with its place. */
    private static String unknown(Throwable failure) {
        boolean isBug = failure instanceof NullPointerException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ClassCastException
                || failure.getMessage() == null;
        if (!isBug) {
            return failure.getMessage();
        }
        var trace = failure.getStackTrace();
        return "this is a fault of the program: " + failure
                + (trace.length == 0 ? "" : " at " + trace[0])
                + "; INKSTREAM_LOG_LEVEL=DEBUG shows all of it, please report it";
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
