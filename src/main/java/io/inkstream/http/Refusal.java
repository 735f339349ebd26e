package io.inkstream.http;

/** Why a request is not answered. Each server has its own shape for it: {@link ErrorShape}. */
public final class Refusal extends RuntimeException {

    private final int status;
    private final String param;
    private final String code;

    /**
     * @param status of HTTP
     * @param message a sentence for people
     * @param param the parameter that it is about; null for none
     * @param code for programs; null for none
     */
    public Refusal(int status, String message, String param, String code) {
        super(message, null, false, false);
        this.status = status;
        this.param = param;
        this.code = code;
    }

    /** The request as a whole cannot be answered. */
    public static Refusal of(int status, String message) {
        return new Refusal(status, message, null, null);
    }

    /**
     * A parameter is wrong.
     *
     * @param param null if it is the body as a whole
     */
    public static Refusal invalid(String param, String message) {
        return new Refusal(400, message, param, null);
    }

    public int status() {
        return status;
    }

    /** The parameter that it is about; null for none. */
    public String param() {
        return param;
    }

    /** For programs; null for none. */
    public String code() {
        return code;
    }
}
