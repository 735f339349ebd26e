package io.inkstream.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every error one shape, wherever it arises: in a handler, where there is no handler, and in Jetty, which refuses what is no HTTP
 * before any handler sees it.
 */
final class Errors extends ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    private static final String JSON_TYPE = "application/json";
    private static final int SHOWN_MAX = 100;

    /** The attribute of a request that says how it was refused. */
    static final String REFUSAL = "inkstream.refusal";

    private static final Refusal FAILED = Refusal.of(500, "this server failed; its log says how");

    private final ObjectMapper json;
    private final ErrorShape shape;

    Errors(ObjectMapper json, ErrorShape shape) {
        this.json = json;
        this.shape = shape;
    }

    void install(JavalinConfig config) {
        config.jetty.modifyServer(server -> server.setErrorHandler(this));
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(this));
        config.router.javaLangErrorHandler((response, error) -> {
            LOG.error("A request could not be answered", error);
            write(response, FAILED);
        });
        config.routes.exception(Refusal.class, (e, context) -> answer(context, e));
        config.routes.exception(HttpResponseException.class, (e, context) -> {
            String methods = e.getDetails().get("availableMethods");
            if (methods != null) {
                context.header(HttpHeader.ALLOW.asString(), methods);
            }
            answer(context, refusal(e, context));
        });
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.error("{} {} could not be answered", context.method(), context.path(), e);
            answer(context, FAILED);
        });
    }

    private void answer(Context context, Refusal refusal) {
        context.attribute(REFUSAL, refusal);
        context.status(refusal.status()).json(shape.body(refusal));
    }

    private void write(HttpServletResponse response, Refusal refusal) {
        response.setStatus(refusal.status());
        response.setContentType(JSON_TYPE);
        try {
            response.getOutputStream().write(json.writeValueAsBytes(shape.body(refusal)));
        } catch (IOException e) {
            LOG.debug("Nobody is there to be told", e);
        }
    }

    private static Refusal refusal(HttpResponseException e, Context context) {
        String asked = context.method().name() + " " + Shown.shortened(context.path(), SHOWN_MAX);
        return Refusal.of(
                e.getStatus(),
                switch (e.getStatus()) {
                    case 404 -> "there is nothing at " + asked;
                    case 405 -> "this takes another method than " + asked;
                    default -> String.valueOf(e.getMessage());
                });
    }

    /** Jetty itself gives a body to the errors of GET, POST and HEAD alone. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback)
            throws IOException {
        String why = code == 500 || message == null
                ? "the request could not be answered"
                : "this is no request that can be read: " + Shown.shortened(message, SHOWN_MAX);
        byte[] body = json.writeValueAsBytes(shape.body(Refusal.of(code, why)));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
