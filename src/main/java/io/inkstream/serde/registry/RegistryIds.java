package io.inkstream.serde.registry;

import io.inkstream.serde.log.Seldom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids that our records were written with, as far as the serdes of a process met them, and whether the registry still has the same
 * schemas under them. One that was emptied, or restored from an old backup, has not, and may give them to others. Safe for threads.
 */
public final class RegistryIds {

    /** The key under which a serde's settings have the one that it shares with others. */
    public static final String SETTING = "inkstream.registry.ids";

    private static final Logger LOG = LoggerFactory.getLogger(RegistryIds.class);

    /** Pairs of id and schema; a registry that is well has seven. */
    private static final int MOST = 200;

    public record Use(int id, String fingerprint) {}

    /** Schemas' names by what was met, and what is wrong with it, if anything is. */
    private final Map<Use, String> names = new LinkedHashMap<>();

    private final Map<Use, String> troubles = new LinkedHashMap<>();
    private volatile int generation;
    private long found;

    /** A record was read or written that has this id, and whose schema has this fingerprint and name. */
    public void used(int id, String fingerprint, String name) {
        synchronized (names) {
            if (names.size() < MOST) {
                names.putIfAbsent(new Use(id, fingerprint), name);
            }
        }
    }

    /** What was met, and the names of the schemas. A copy. */
    public Map<Use, String> all() {
        synchronized (names) {
            return new LinkedHashMap<>(names);
        }
    }

    /** Changes when the registry gave an id that is in use to another schema: what is remembered of ids is to be asked anew. */
    public int generation() {
        return generation;
    }

    /** What is wrong, and what to do; empty while all is well. */
    public Optional<String> trouble() {
        synchronized (names) {
            return troubles.isEmpty() ? Optional.empty() : Optional.of(sentence(troubles.values()));
        }
    }

    /** Ids that do not fit now. */
    public int lost() {
        synchronized (names) {
            return troubles.size();
        }
    }

    /** Ids that were found not to fit, since the start; one that fits again and then does not is counted again. */
    public long found() {
        synchronized (names) {
            return found;
        }
    }

    /**
     * Asks the registry for every id that was met, and says once in the log what it does not have any more, and once that all is well
     * again. Without a registry nothing changes.
     *
     * @param configs the settings of the serdes
     */
    public void check(Map<String, ?> configs) {
        var all = all();
        if (all.isEmpty()) {
            return;
        }
        // Of its own: what it remembers is not asked for.
        var registry = new RegistryClient(SerdeConfig.from(configs, false));
        var wrong = new LinkedHashMap<Use, String>();
        boolean another = false;
        try {
            for (var use : all.entrySet()) {
                var answer = now(registry, use.getKey().id());
                var trouble = trouble(use.getKey(), use.getValue(), answer);
                trouble.ifPresent(text -> wrong.put(use.getKey(), text));
                another |= trouble.isPresent() && answer.fingerprint() != null;
            }
        } catch (RegistryUnavailableException e) {
            LOG.debug("Ids cannot be compared", e);
            return;
        }
        note(wrong, another);
    }

    /** @param fingerprint null where the registry does not know the id */
    public record Answer(String fingerprint, String name) {}

    public static Answer now(RegistryClient registry, int id) throws RegistryUnavailableException {
        try {
            var schema = registry.schema(id, "id " + id);
            return new Answer(SchemaFingerprint.of(schema), schema.getFullName());
        } catch (SerializationException e) {
            return new Answer(null, e.getMessage());
        }
    }

    private static Optional<String> trouble(Use use, String name, Answer answer) {
        if (use.fingerprint().equals(answer.fingerprint())) {
            return Optional.empty();
        }
        return Optional.of("id " + use.id() + " of our " + name + " is "
                + (answer.fingerprint() == null
                        ? "unknown"
                        : answer.name().equals(name)
                                ? "that of another version of it now"
                                : "that of " + Seldom.cut(answer.name()) + " now"));
    }

    private static String sentence(Collection<String> wrong) {
        return "the schema registry lost schemas of records on our topics: " + String.join("; ", wrong)
                + ". Records with the header " + SchemaFingerprint.HEADER
                + " are still read; those without, and by other programs, are not. Restore the registry from a newer backup, or put ours"
                + " back: bin/inkstream schemas register --restore";
    }

    private void note(Map<Use, String> wrong, boolean another) {
        var more = new ArrayList<String>();
        boolean mended;
        synchronized (names) {
            wrong.forEach((use, text) -> {
                if (!text.equals(troubles.get(use))) {
                    more.add(text);
                }
            });
            mended = wrong.isEmpty() && !troubles.isEmpty();
            troubles.clear();
            troubles.putAll(wrong);
            found += more.size();
        }
        if (!more.isEmpty() && another) {
            generation++;
        }
        if (!more.isEmpty()) {
            LOG.error("{}", sentence(more));
        } else if (mended) {
            LOG.info("The schema registry again has the schemas of the records under their ids");
        }
    }
}
