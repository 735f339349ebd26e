package io.inkstream.train;

import io.inkstream.engine.Engine;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.SchemaHeader;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.train.forget.ModelHistory;
import io.inkstream.train.forget.Omission;
import io.inkstream.train.forget.Omissions;
import io.inkstream.train.forget.Relearning;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.store.ModelStores;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests to forget, and sees to it that each is met: by learning the model again beside the one that goes on
 * ({@link Relearning}), and by putting the one in the place of the other in a transaction. A request stays in the store until then, so after a crash it begins again.
 */
final class Forgetting implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);

    private final ProcessorContext<Object, Object> context;
    private final TrainerSettings settings;
    private final Supplier<Engine> engines;
    private final ModelHistory history;
    private final Deserializer<SpecificRecord> avro;
    private final ModelStores stores;
    private final TrainerOutput output;
    private final DeadLetterWriter deadLetters;
    /** One at a time for each model. */
    private final Map<String, Relearning> underway = new TreeMap<>();
    /** What each model is without, as the store has it. */
    private final Map<String, Omissions> omissions = new TreeMap<>();

    Forgetting(
            ProcessorContext<Object, Object> context,
            TrainerSettings settings,
            Supplier<Engine> engines,
            ModelHistory history,
            Deserializer<SpecificRecord> avro,
            ModelStores stores,
            TrainerOutput output,
            DeadLetterWriter deadLetters) {
        this.context = context;
        this.settings = settings;
        this.engines = engines;
        this.history = history;
        this.avro = avro;
        this.stores = stores;
        this.output = output;
        this.deadLetters = deadLetters;
    }

    /** Goes on with what was asked before a restart. */
    void resume(ModelTrainer trainer) {
        omissions.put(trainer.name(), stores.omissions().of(trainer.name()));
        begin(trainer);
    }

    /** Takes a record of {@code model-requests}. */
    void request(Record<byte[], byte[]> record, Map<String, ModelTrainer> trainers) {
        try {
            var request = read(record);
            var trainer = trainers.get(request.getModel());
            if (trainer == null) {
                throw new UnreadableException(
                        UnreadableException.Reason.REQUEST,
                        "a request to forget must name a model that is learned here: " + request.getModel()
                                + " is not learned from partition "
                                + context.taskId().partition() + "; those that are: " + trainers.keySet());
            }
            accept(request, trainer);
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            deadLetters.reject(record, e);
        }
    }

    private ForgetRequest read(Record<byte[], byte[]> record) {
        byte[] value = SchemaHeader.framed(record.value(), record.headers());
        if (value == null || !LenientText.isAvro(value)) {
            throw new UnreadableException(
                    UnreadableException.Reason.OTHER_RECORD,
                    "a record of " + TopicNames.REQUESTS
                            + " must be a ForgetRequest in Avro; send it with inkstream model forget");
        }
        if (avro.deserialize(TopicNames.REQUESTS, record.headers(), value) instanceof ForgetRequest request) {
            return request;
        }
        throw new UnreadableException(
                UnreadableException.Reason.OTHER_RECORD, "Avro on " + TopicNames.REQUESTS + " must be a ForgetRequest");
    }

    private void accept(ForgetRequest request, ModelTrainer trainer) {
        String model = trainer.name();
        if (of(model).knows(request.getId())) {
            return; // sent twice
        }
        var published = stores.saved().head(model).published();
        long newest =
                published.isEmpty() ? 0 : published.get(published.size() - 1).step();
        var omission = Omission.of(
                request,
                context.taskId().partition(),
                context.recordMetadata().orElseThrow().offset(),
                newest);
        requireRoom(model, omission);
        LOG.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("request", omission.request())
                .log(
                        "Model {} starts to forget records in {} ranges: request {}",
                        model,
                        omission.records().size(),
                        omission.request());
        put(model, omission);
        begin(trainer);
    }

    /** Each manifest lists all that a model forgot, and must fit a record of its topic. */
    private void requireRoom(String model, Omission more) {
        int ranges = of(model).ranges() + more.records().size();
        if (ranges > output.omittedRangesMax()) {
            throw new UnreadableException(
                    UnreadableException.Reason.REQUEST,
                    "a request to forget cannot be followed: with it, model " + model
                            + " would have forgotten records in "
                            + ranges + " ranges, and a manifest has room for " + output.omittedRangesMax()
                            + "; name fewer, or raise max.message.bytes of " + TopicNames.CHECKPOINTS);
        }
    }

    private void put(String model, Omission omission) {
        stores.omissions().put(model, omission);
        omissions.put(model, stores.omissions().of(model));
    }

    /** Begins anew with all that is pending; what has not been taken yet is left out when it comes. */
    private void begin(ModelTrainer trainer) {
        String model = trainer.name();
        end(model);
        for (var omission : of(model).pending()) {
            if (omission.first() > trainer.lastOffset()) {
                put(model, omission.asDone(0));
            }
        }
        if (!of(model).pending().isEmpty()) {
            var relearning =
                    new Relearning(context.taskId().partition(), of(model), settings, engines, history, trainer);
            underway.put(model, relearning);
            relearning.start();
        }
    }

    private void end(String model) {
        Optional.ofNullable(underway.remove(model)).ifPresent(Relearning::close);
    }

    private Omissions of(String model) {
        return omissions.getOrDefault(model, Omissions.NONE);
    }

    /** Whether a record that was not taken yet is left out. */
    boolean omits(String model, long offset) {
        return of(model).done().contains(offset);
    }

    /** Says that a record was taken. */
    void taken(String model, long offset) {
        Optional.ofNullable(underway.get(model)).ifPresent(relearning -> relearning.taken(offset));
    }

    /** Whether a model is being learned again. */
    boolean isUnderway(String model) {
        return underway.containsKey(model);
    }

    /**
     * Puts a model that was learned again in the place of the one that goes on: in the stores and on the topics, in the transaction that is open.
     *
     * @return whether that was done; the model is then to be restored from the stores
     */
    boolean takeOver(ModelTrainer live) {
        String model = live.name();
        var relearning = underway.get(model);
        if (relearning == null) {
            return false;
        }
        relearning.throwError();
        if (relearning.refusal().isPresent()) {
            refuse(model, relearning.refusal().get());
            return false;
        }
        var ready = relearning.ready();
        if (ready.isEmpty()) {
            return false;
        }
        if (live.piecesInHand().get(0).offset() > ready.get().readTo()) {
            relearning.goOn(); // text between the two was dropped with a checkpoint
            return false;
        }
        end(model);
        // After a restart it may be repeating steps, whose scores were told before.
        long replaced = Math.max(live.learner().steps(), stores.saved().steps(model));
        of(model).pending().forEach(omission -> put(model, omission.asDone(replaced)));
        output.replace(live, ready.get(), of(model));
        LOG.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("step", ready.get().checkpoint().step())
                .log(
                        "Model {} has forgotten the records and continues from step {}",
                        model,
                        ready.get().checkpoint().step());
        return true;
    }

    private void refuse(String model, String reason) {
        end(model);
        for (var omission : of(model).pending()) {
            stores.omissions().drop(model, omission);
            deadLetters.rejectLater(
                    TopicNames.REQUESTS,
                    context.taskId().partition(),
                    omission.place(),
                    model,
                    omission.request(),
                    new UnreadableException(
                            UnreadableException.Reason.REQUEST,
                            "request " + omission.request() + " to forget cannot be met: " + reason));
        }
        omissions.put(model, stores.omissions().of(model));
    }

    @Override
    public void close() {
        underway.values().forEach(Relearning::close);
        underway.clear();
    }
}
