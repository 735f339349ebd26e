package io.inkstream.gateway;

import io.inkstream.http.ErrorShape;
import io.inkstream.http.Refusal;

/** An error as OpenAI's API says it. */
final class ApiErrors implements ErrorShape {

    record Body(Error error) {}

    /**
     * @param type whose fault it is
     * @param param the parameter that it is about; null for none
     * @param code for programs; null for none
     */
    record Error(String message, String type, String param, String code) {}

    @Override
    public Body body(Refusal refusal) {
        String hint = refusal.status() == 404 && refusal.code() == null
                ? "; there is POST /v1/completions, POST /v1/chat/completions and GET /health"
                : "";
        return new Body(
                new Error(refusal.getMessage() + hint, type(refusal.status()), refusal.param(), refusal.code()));
    }

    private static String type(int status) {
        if (status == 429) {
            return "rate_limit_error";
        }
        return status == 409 || status >= 500 ? "server_error" : "invalid_request_error";
    }
}
