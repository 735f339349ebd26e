package io.inkstream.ops.dashboard.news;

import io.inkstream.config.Configuration;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.serde.registry.RegistryIds;
import io.javalin.http.Context;
import java.util.List;

/** What is new in the text: alerts, the text as it is read, and of the last thousand records those that are most unlike what came before. */
public final class NewsBoard implements AutoCloseable {

    private static final int READ_MAX = 60;
    private static final int NEW_MAX = 15;

    private final Alerts alerts;
    private final ScoredRecords records;
    private final Verdicts verdicts;

    public NewsBoard(Configuration configuration, RegistryIds ids) {
        this.alerts = new Alerts(configuration, ids);
        this.records = new ScoredRecords(configuration, ids);
        this.verdicts = new Verdicts(configuration, ids);
    }

    /** All of it, as of now. */
    public record Picture(
            List<Alerts.Shown> alerts, List<ScoredRecords.Scored> read, List<ScoredRecords.Scored> mostNew) {}

    public Picture picture() {
        return new Picture(alerts.newest(verdicts), records.newest(READ_MAX), records.mostNew(NEW_MAX));
    }

    /** Takes what somebody says of an alert. */
    public void say(Context context) {
        verdicts.say(context);
    }

    /** What follows the topics. */
    public List<Tail> tails() {
        return List.of(alerts.tail(), records.tail(), verdicts.tail());
    }

    @Override
    public void close() {
        alerts.close();
        records.close();
        verdicts.close();
    }
}
