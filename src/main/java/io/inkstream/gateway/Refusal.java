package io.inkstream.gateway;

/** Why a request gets no completion, as OpenAI's API says it. */
final class Refusal extends RuntimeException {

    private final int status;
    private final String type;
    private final String param;
    private final String code;

    /**
     * @param status of HTTP
     * @param param the parameter that it is about; null for none
     * @param code for programs; null for none
     */
    Refusal(int status, String type, String message, String param, String code) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /** A parameter is wrong. */
    static Refusal invalid(String param, String message) {
        return new Refusal(400, "invalid_request_error", message, param, null);
    }

    /** What is no fault of the request. */
    static Refusal unavailable(int status, String message, String code) {
        return new Refusal(status, "server_error", message, null, code);
    }

    /** There is too much of it. */
    static Refusal tooMany(String message, String code) {
        return new Refusal(429, "rate_limit_error", message, null, code);
    }

    int status() {
        return status;
    }

    /** The body of the response. */
    Body body() {
        return new Body(new Body.Error(getMessage(), type, param, code));
    }

    record Body(Error error) {
        record Error(String message, String type, String param, String code) {}
    }
}
