package io.inkstream.gateway;

import io.inkstream.config.Keys;
import io.inkstream.http.HttpServer;
import io.inkstream.http.JsonBody;
import io.inkstream.http.Refusal;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/** Answers requests for completions. */
final class Completions {

    /** How often it is looked whether the client is still there, and a stream shows that it lives while nothing is there to send. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final PromptLine line;
    private final int bodyMax;
    private final Duration timeout;
    private final int requestsMax;
    private final Semaphore room;

    /**
     * @param bodyMax bytes of the largest body
     * @param timeout how long an answer may take
     * @param requestsMax requests at the same time
     */
    Completions(PromptLine line, int bodyMax, Duration timeout, int requestsMax) {
        this.line = line;
        this.bodyMax = bodyMax;
        this.timeout = timeout;
        this.requestsMax = requestsMax;
        this.room = new Semaphore(requestsMax);
    }

    /**
     * @param reader reads the body
     * @throws Refusal instead of a completion; nothing was written then
     */
    void handle(Context context, Function<byte[], CompletionRequest> reader) throws InterruptedException {
        byte[] body = JsonBody.bytes(context.bodyInputStream(), bodyMax, Keys.GATEWAY_BODY_MAX_BYTES);
        var request = reader.apply(body);
        if (!room.tryAcquire()) {
            throw new Refusal(429, "gateway.requests.max requests are being answered already; try again", null, "busy");
        }
        // Until the answer is sent: a server that is stopped before that cuts it off.
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(context.req()), failure -> room.release());
        answer(context, request, context.header("Idempotency-Key"), body);
    }

    private void answer(Context context, CompletionRequest request, String idempotencyKey, byte[] body)
            throws InterruptedException {
        String id = idempotencyKey == null
                ? UUID.randomUUID().toString().replace("-", "")
                : Idempotency.digest(idempotencyKey, request.user(), body);
        var exchange = new Exchange(
                "cmpl-" + id, request.texts().size(), request.prompt().getCount());
        try {
            send(request, idempotencyKey, exchange);
            if (request.prompt().getStream()) {
                stream(context, request, exchange);
            } else {
                var ends = whole(exchange, caller(context));
                context.json(request.shape().whole(ends, request.prompt().getCount()));
            }
        } finally {
            line.leave(exchange);
            // One with a key may be waited for elsewhere, or be asked again.
            if (idempotencyKey == null && !exchange.isAnswered() && !exchange.isUnwritten()) {
                line.cancel(request.user(), exchange);
            }
        }
    }

    private void send(CompletionRequest request, String idempotencyKey, Exchange exchange) {
        var prompts = request.prompts();
        for (int i = 0; i < prompts.size(); i++) {
            var prompt = Prompt.newBuilder(prompts.get(i))
                    .setId(exchange.ids().get(i))
                    .setIdempotencyKey(idempotencyKey == null ? null : Idempotency.key(idempotencyKey, i))
                    .build();
            line.send(prompt, request.user(), exchange);
        }
    }

    private static Caller caller(Context context) {
        return new Caller(ServletContextRequest.getServletContextRequest(context.req()));
    }

    /** @throws Refusal if there is no answer, or nobody waits for it any more */
    private List<GeneratedText> whole(Exchange exchange, Caller caller) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (int place = 0; !exchange.isAnswered(); ) {
            long left = end - System.nanoTime();
            if (exchange.await(place, Duration.ofNanos(Math.max(0, Math.min(left, HEARTBEAT.toNanos()))))
                    .isPresent()) {
                place++;
            } else if (left <= 0) {
                throw overdue(exchange);
            } else {
                requireStill(caller);
            }
        }
        var ends = exchange.ends();
        ends.forEach(ReplyErrors::requireAnswer);
        return ends;
    }

    private Refusal overdue(Exchange exchange) {
        String limit = Keys.GATEWAY_TIMEOUT_MS + "=" + timeout.toMillis();
        return exchange.isWritten()
                ? new Refusal(
                        504,
                        "no answer within " + limit + "; is a generator running, and is there a model?",
                        null,
                        "timeout")
                : new Refusal(503, "the prompt could not be written to Kafka within " + limit, null, "kafka");
    }

    private void stream(Context context, CompletionRequest request, Exchange exchange) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        var first = begun(exchange, caller(context), end);
        first.ifPresent(ReplyErrors::requireAnswer);
        var stream = new CompletionStream(context, request.shape());
        if (first.isEmpty()) {
            stream.pulse();
        }
        try {
            send(exchange, stream, end);
            if (stream.isLeft()) {
                HttpServer.endedWith(context, left());
                return;
            }
            if (request.usage()) {
                stream.usage(
                        request.shape().usage(exchange.ends(), request.prompt().getCount()));
            }
            stream.done();
        } catch (Refusal e) {
            HttpServer.endedWith(context, e);
            stream.failed(e);
        }
    }

    /**
     * Waits for the first piece, or a heartbeat's time and until the brokers have the prompt: what is refused till then is refused with a
     * status.
     */
    private Optional<GeneratedText> begun(Exchange exchange, Caller caller, long end) throws InterruptedException {
        var first = exchange.await(0, HEARTBEAT);
        while (first.isEmpty() && !exchange.isWritten()) {
            if (System.nanoTime() > end) {
                throw overdue(exchange);
            }
            requireStill(caller);
            first = exchange.await(0, HEARTBEAT);
        }
        return first;
    }

    private static void requireStill(Caller caller) {
        if (caller.hasLeft()) {
            throw left();
        }
    }

    private static Refusal left() {
        return new Refusal(409, "the client ended its half of the connection", null, "cancelled");
    }

    /** Sends each piece when it comes, until all are sent or nobody is there. */
    private void send(Exchange exchange, CompletionStream stream, long end) throws InterruptedException {
        for (int place = 0; !stream.isLeft(); ) {
            var reply = exchange.await(place, HEARTBEAT);
            if (reply.isPresent()) {
                place++;
                ReplyErrors.requireAnswer(reply.get());
                stream.piece(reply.get());
            } else if (exchange.isAnswered()) {
                return;
            } else if (System.nanoTime() > end) {
                throw overdue(exchange);
            } else {
                stream.pulse();
            }
        }
    }

    /** How many requests are being answered. */
    int inFlight() {
        return requestsMax - room.availablePermits();
    }

    /** Waits until every request that was begun has its answer, or so long. */
    void finish(Duration most) throws InterruptedException {
        if (room.tryAcquire(requestsMax, most.toMillis(), TimeUnit.MILLISECONDS)) {
            room.release(requestsMax);
        }
    }
}
