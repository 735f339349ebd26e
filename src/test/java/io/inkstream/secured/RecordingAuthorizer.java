package io.inkstream.secured;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, and what it was asked for. A broker makes its authorizers itself, so what they hear is kept for all. */
public final class RecordingAuthorizer extends StandardAuthorizer {

    private static final Set<Request> REQUESTS = ConcurrentHashMap.newKeySet();

    /**
     * What a principal wanted to do.
     *
     * @param operation as {@code kafka-acls} names it
     * @param resource its kind and name, {@code topic prompts}
     */
    record Request(String principal, String operation, String resource, boolean allowed) {}

    /** What this principal asked for, and whether it was allowed. */
    static Set<Request> of(String principal) {
        return REQUESTS.stream()
                .filter(request -> request.principal().equals(principal))
                .collect(Collectors.toSet());
    }

    /** In words, sorted. */
    static Set<String> refusedTo(String principal) {
        return of(principal).stream()
                .filter(request -> !request.allowed())
                .map(request -> request.operation() + " " + request.resource())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        var results = super.authorize(context, actions);
        for (int i = 0; i < actions.size(); i++) {
            var action = actions.get(i);
            boolean allowed = results.get(i) == AuthorizationResult.ALLOWED;
            // What is asked for only to leave something out of an answer is not missed.
            if (allowed || action.logIfDenied()) {
                REQUESTS.add(new Request(
                        context.principal().getName(),
                        action.operation().name(),
                        action.resourcePattern().resourceType().name() + " "
                                + action.resourcePattern().name(),
                        allowed));
            }
        }
        return results;
    }
}
