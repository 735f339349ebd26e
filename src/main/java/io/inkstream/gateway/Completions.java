package io.inkstream.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.http.Refusal;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Answers {@code POST /v1/completions}. */
final class Completions {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How often it is looked whether the client is still there, and a stream shows that it lives while nothing is there to send. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private static final Map<String, String> PARAMETERS = Map.of(
            "length", "max_tokens",
            "minLength", "min_tokens",
            "topP", "top_p",
            "topK", "top_k",
            "minP", "min_p",
            "count", "n",
            "text", "prompt",
            "repetitionPenalty", "repetition_penalty",
            "repetitionWindow", "repetition_window");

    private final PromptLine line;
    private final int bodyMax;
    private final Duration timeout;
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
        this.room = new Semaphore(requestsMax);
    }

    /** @throws Refusal instead of a completion; nothing was written then */
    void handle(Context context) throws IOException, InterruptedException {
        byte[] body = context.bodyInputStream().readNBytes(bodyMax + 1);
        if (body.length > bodyMax) {
            throw new Refusal(
                    413,
                    "the body must be at most gateway.body.max.bytes=" + bodyMax + " bytes",
                    null,
                    "body_too_large");
        }
        var request = CompletionRequest.read(body);
        if (!room.tryAcquire()) {
            throw new Refusal(429, "gateway.requests.max requests are being answered already; try again", null, "busy");
        }
        try {
            answer(context, request, context.header("Idempotency-Key"), body);
        } finally {
            room.release();
        }
    }

    private void answer(Context context, CompletionRequest request, String idempotencyKey, byte[] body)
            throws IOException, InterruptedException {
        String id = idempotencyKey == null
                ? UUID.randomUUID().toString().replace("-", "")
                : Idempotency.digest(idempotencyKey, request.user(), body);
        var exchange = new Exchange("cmpl-" + id);
        var prompt = Prompt.newBuilder(request.prompt())
                .setId(exchange.id())
                .setIdempotencyKey(idempotencyKey)
                .build();
        boolean answered = false;
        line.send(prompt, request.user(), exchange);
        try {
            if (request.prompt().getStream()) {
                stream(context, request, exchange);
            } else {
                context.json(Completion.whole(whole(exchange, caller(context))));
            }
            answered = true;
        } finally {
            line.leave(exchange);
            // One with a key may be waited for elsewhere, or be asked again.
            if (!answered && idempotencyKey == null && !exchange.isComplete()) {
                line.cancel(request.user(), exchange);
            }
        }
    }

    private static Caller caller(Context context) {
        return new Caller(ServletContextRequest.getServletContextRequest(context.req()));
    }

    /** @throws Refusal if nobody waits for it any more */
    private List<GeneratedText> whole(Exchange exchange, Caller caller) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (int place = 0; !exchange.isComplete(); ) {
            long left = end - System.nanoTime();
            if (exchange.await(place, Duration.ofNanos(Math.max(0, Math.min(left, HEARTBEAT.toNanos()))))
                    .isPresent()) {
                place++;
            } else if (left <= 0) {
                throw overdue();
            } else if (caller.hasLeft()) {
                throw new Refusal(409, "the client ended its half of the connection", null, "cancelled");
            }
        }
        var ends = exchange.ends();
        ends.forEach(Completions::requireAnswer);
        return ends;
    }

    private Refusal overdue() {
        return new Refusal(
                504,
                "no answer within gateway.timeout.ms=" + timeout.toMillis()
                        + "; is a generator running, and is there a model?",
                null,
                "timeout");
    }

    private void stream(Context context, CompletionRequest request, Exchange exchange)
            throws IOException, InterruptedException {
        // What is refused is refused with a status: nothing is sent before the first piece, or a heartbeat's time.
        var first = exchange.await(0, HEARTBEAT);
        first.ifPresent(Completions::requireAnswer);
        context.contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-cache");
        var out = context.outputStream();
        long end = System.nanoTime() + timeout.toNanos();
        var offsets = new HashMap<Integer, Integer>();
        for (int place = 0; ; ) {
            var reply = exchange.await(place, HEARTBEAT);
            if (reply.isPresent()) {
                place++;
                if (!piece(out, reply.get(), offsets)) {
                    return;
                }
            } else if (exchange.isComplete()) {
                break;
            } else if (System.nanoTime() > end) {
                throw new IOException("no answer within gateway.timeout.ms=" + timeout.toMillis());
            } else {
                write(out, ": waiting\n\n");
            }
        }
        if (request.usage()) {
            event(out, Completion.usage(exchange.ends()));
        }
        write(out, "data: [DONE]\n\n");
    }

    /** Returns whether more may follow. */
    private static boolean piece(OutputStream out, GeneratedText reply, Map<Integer, Integer> offsets)
            throws IOException {
        try {
            requireAnswer(reply);
        } catch (Refusal e) {
            event(out, new ApiErrors().body(e));
            return false;
        }
        int offset = offsets.getOrDefault(reply.getIndex(), 0);
        event(out, Completion.piece(reply, offset));
        offsets.put(reply.getIndex(), offset + reply.getText().length());
        return true;
    }

    private static void event(OutputStream out, Object value) throws IOException {
        try {
            write(out, "data: " + JSON.writeValueAsString(value) + "\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event must be JSON", e);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** @throws Refusal if the reply is none */
    private static void requireAnswer(GeneratedText reply) {
        if (reply.getFinishReason() == FinishReason.CANCELLED || reply.getFinishReason() == FinishReason.EXPIRED) {
            throw new Refusal(409, "the prompt was cancelled", null, "cancelled");
        }
        if (reply.getFinishReason() != FinishReason.ERROR) {
            return;
        }
        String field = reply.getErrorField();
        if ("prompts.pending.max".equals(field)) {
            throw new Refusal(429, reply.getError(), null, "busy");
        }
        if ("idempotencyKey".equals(field)) {
            throw new Refusal(
                    422,
                    "Idempotency-Key was used with another body before; take a new one for a new request",
                    "Idempotency-Key",
                    "idempotency_key_reused");
        }
        if ("model".equals(field)) {
            throw new Refusal(404, reply.getError(), "model", "model_not_found");
        }
        if (field == null || field.contains(".")) {
            throw new Refusal(503, reply.getError(), null, field);
        }
        String parameter = PARAMETERS.getOrDefault(field, field);
        throw Refusal.invalid(parameter, parameter + reply.getError().substring(field.length()));
    }
}
