package io.inkstream.http;

import io.javalin.http.Context;

/** Refuses callers without a certificate of the authorities that a server names. Probes have none and learn nothing. */
final class ClientCertificates {

    private static final String CHAIN = "jakarta.servlet.request.X509Certificate";

    private ClientCertificates() {}

    /**
     * @param key of the configuration that names the authorities
     * @throws Refusal if the caller has shown none
     */
    static void require(Context context, String key) {
        boolean health = context.path().equals("/health") || context.path().startsWith("/health/");
        if (!health && context.req().getAttribute(CHAIN) == null) {
            throw new Refusal(
                    401,
                    "a client certificate is needed, from an authority that " + key + " names",
                    null,
                    "client_certificate_required");
        }
    }
}
