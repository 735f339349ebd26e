package io.inkstream.ops.dashboard.health;

import io.inkstream.config.Configuration;
import io.inkstream.ops.dashboard.live.Tail;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Follows the {@link Conditions} of what this dashboard shows, and tells pages and probes. */
public final class Freshness implements AutoCloseable {

    private final Presence presence;
    private final Instances instances;
    private final List<Tail> tails;
    private final Conditions conditions;

    /** What instances were, by address, when they answered last. Of the thread that looks alone. */
    private final Map<String, String> names = new HashMap<>();

    /** @param each is told after each look */
    public Freshness(
            Configuration configuration, Instances instances, List<Tail> tails, Consumer<Conditions.State> each) {
        this.presence = new Presence(configuration);
        this.instances = instances;
        this.tails = tails;
        this.conditions = new Conditions(Clock.systemUTC(), this::look, each);
    }

    /** An answer of {@code /health/...}. */
    private record Health(boolean ok, List<String> wrong) {}

    public void start() {
        conditions.start();
    }

    private Findings look() {
        var answers = instances.ask();
        answers.stream()
                .filter(instance -> instance.topologies() != null)
                .forEach(instance -> names.put(instance.address(), Findings.names(instance)));
        return Findings.of(
                presence.look(),
                presence.trainers(),
                presence.generators(),
                answers,
                names,
                tails.stream()
                        .map(tail -> new Findings.Followed(
                                tail.topic(), tail.isRead(), tail.trouble().orElse(null)))
                        .toList());
    }

    /** Whether the brokers are worth asking: yes until they were seen not to answer. */
    public boolean brokersAnswer() {
        return !Boolean.FALSE.equals(conditions.state().brokers());
    }

    public void install(RoutesConfig routes) {
        routes.get("/api/state", context -> context.json(conditions.state()));
        // It answers, and without brokers it says so: there is nothing that a restart would mend.
        routes.get("/health/live", context -> health(context, true));
        routes.get("/health/started", context -> health(context, true));
        routes.get(
                "/health/ready",
                context ->
                        health(context, Boolean.TRUE.equals(conditions.state().brokers())));
    }

    /** Trainers and generators have probes of their own: what is wrong with them is told here, and does not decide. */
    private void health(Context context, boolean ok) {
        var wrong = conditions.state().wrong().stream()
                .map(Conditions.Condition::what)
                .toList();
        context.status(ok ? 200 : 503).json(new Health(ok, wrong));
    }

    @Override
    public void close() {
        conditions.close();
        presence.close();
    }
}
