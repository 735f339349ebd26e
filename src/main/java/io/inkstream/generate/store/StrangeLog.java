package io.inkstream.generate.store;

import io.inkstream.serde.log.PassedOver;

/**
 * Says in the log what strange entries the stores of a task have, and counts them under the changelog that they came from.
 *
 * @param application the application id, which names of changelogs begin with
 * @param partition the task's
 */
public record StrangeLog(String application, int partition, PassedOver log, StoreListener listener)
        implements StrangeEntries {

    public static String changelog(String application, String store) {
        return application + "-" + store + "-changelog";
    }

    @Override
    public void found(String store, RuntimeException reason) {
        String changelog = changelog(application, store);
        String why = reason.getMessage() == null ? reason.toString() : reason.getMessage();
        log.add(
                changelog,
                partition,
                -1,
                new IllegalStateException("the store " + store + " has what is none of ours, and it is taken for none: "
                        + why + "; see who may write to its changelog (docs/security.md)"));
        listener.passedOver(changelog);
    }
}
