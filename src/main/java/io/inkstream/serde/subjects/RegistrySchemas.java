package io.inkstream.serde.subjects;

import io.inkstream.serde.registry.RegistryClient;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.serde.registry.RegistryUnavailableException;
import io.inkstream.serde.registry.SerdeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;

/** Puts our schemas into the registry: under new ids, or under those that records on the topics have. */
public final class RegistrySchemas {

    /**
     * What became of a schema.
     *
     * @param id in the registry; of a schema that is not there the one that records have, or 0 where none was looked for
     * @param record its name
     * @param subject its subject
     * @param there whether the registry has it under that id now
     * @param what in words
     */
    public record Outcome(int id, String record, String subject, boolean there, String what) {}

    /**
     * A schema that writers need.
     *
     * @param subject what the registry must have it under
     * @param record its name
     * @param schema in JSON, as it is registered
     */
    public record Needed(String subject, String record, String schema) {}

    private final Map<String, ?> configs;
    private final SerdeConfig config;

    /** @param configs the settings of the serdes */
    public RegistrySchemas(Map<String, ?> configs) {
        this.configs = configs;
        this.config = SerdeConfig.from(configs, false);
    }

    /**
     * Registers each schema under its subject; where it is already, this only finds its id.
     *
     * @throws SerializationException if the registry refuses one, or (then {@link RegistryFailures#isUnavailable}) is away
     */
    public List<Outcome> register() {
        var registry = new RegistryClient(config);
        var outcomes = new ArrayList<Outcome>();
        for (var subject : OwnSubjects.all(configs)) {
            try {
                int id = registry.register(subject.name(), subject.schema());
                outcomes.add(new Outcome(id, subject.schema().getFullName(), subject.name(), true, "registered"));
            } catch (RegistryUnavailableException e) {
                throw new SerializationException(e.getMessage(), e);
            }
        }
        return outcomes;
    }

    /** Each schema and its subject, without asking the registry: for whoever registers them otherwise. */
    public List<Needed> needed() {
        return OwnSubjects.all(configs).stream()
                .map(subject -> new Needed(
                        subject.name(),
                        subject.schema().getFullName(),
                        subject.schema().toString()))
                .toList();
    }

    /**
     * Looks for each schema under its subject, and registers nothing.
     *
     * @throws SerializationException if the registry does not answer as one, or is away
     */
    public List<Outcome> check() {
        var registry = new RegistryClient(config);
        var outcomes = new ArrayList<Outcome>();
        for (var subject : OwnSubjects.all(configs)) {
            try {
                var id = registry.find(subject.name(), subject.schema());
                String what = id.isPresent()
                        ? "is there"
                        : registry.isCompatible(subject.name(), subject.schema())
                                ? "missing: register it, or let a client with that right run schemas register"
                                : "incompatible with the newest schema of this subject: delete the subject, or allow"
                                        + " backward-compatible changes";
                outcomes.add(new Outcome(
                        id.orElse(0), subject.schema().getFullName(), subject.name(), id.isPresent(), what));
            } catch (RegistryUnavailableException e) {
                throw new SerializationException(e.getMessage(), e);
            }
        }
        return outcomes;
    }

    /**
     * Puts back each schema that records have an id of and the registry does not know under it, where the registry allows that.
     *
     * @param used the ids that records have
     * @throws SerializationException if the registry is away
     */
    public List<Outcome> restore(RegistryIds used) {
        var outcomes = new ArrayList<Outcome>();
        for (var use : used.all().entrySet()) {
            int id = use.getKey().id();
            var subject = OwnSubjects.of(configs, use.getValue()).orElseThrow();
            try {
                var before = RegistryIds.now(new RegistryClient(config), id);
                String what = before.fingerprint() == null
                        ? new RegistryImport(config).put(id, subject)
                        : before.fingerprint().equals(use.getKey().fingerprint())
                                ? "is there"
                                : "the id is that of " + before.name()
                                        + " now, and cannot be given back: restore the registry from a newer backup";
                // Whatever it said: what counts is what it has.
                var after = RegistryIds.now(new RegistryClient(config), id);
                boolean there = use.getKey().fingerprint().equals(after.fingerprint());
                outcomes.add(new Outcome(
                        id,
                        use.getValue(),
                        subject.name(),
                        there,
                        there && before.fingerprint() == null ? "restored" : what));
            } catch (RegistryUnavailableException e) {
                throw new SerializationException(e.getMessage(), e);
            }
        }
        return outcomes;
    }
}
