package io.inkstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

/** The HTTP servers: the gateway, and those that show how it goes. */
interface ServerKeys {

    Group GATEWAY = new Group("Gateway");

    String GATEWAY_HOST = GATEWAY.key("gateway.host", STRING, Expect.anything("an address of this machine"), MEDIUM)
            .byDefault("127.0.0.1")
            .means("Address at which inkstream gateway serves HTTP. Other than on loopback it requires gateway.token.");

    String GATEWAY_HOSTS = GATEWAY.key("gateway.hosts", LIST, Expect.hostsOrNothing(), MEDIUM)
            .byDefault("")
            .means("Additional host names of the gateway, like http.hosts.");

    String GATEWAY_PORT = GATEWAY.key("gateway.port", INT, Expect.wholeFrom(0, 65535), MEDIUM)
            .byDefault("8000")
            .means("Port of the gateway. 0: a free one, which is logged.");

    /** What precedes the keys of this server's TLS. */
    String GATEWAY_TLS_PREFIX = "gateway.tls.";

    TlsKeys GATEWAY_TLS = new TlsKeys(GATEWAY, GATEWAY_TLS_PREFIX, "the gateway");

    String GATEWAY_TLS_CERTIFICATE = GATEWAY_TLS.certificate();

    String GATEWAY_TLS_KEY = GATEWAY_TLS.key();

    String GATEWAY_TLS_KEY_PASSWORD = GATEWAY_TLS.password();

    String GATEWAY_TLS_CLIENT_CA = GATEWAY_TLS.authorities();

    String GATEWAY_TOKEN = GATEWAY.key("gateway.token", PASSWORD, Expect.tokenOrNothing(), MEDIUM)
            .byDefault("")
            .means("Token that requests must send as Authorization: Bearer. Nothing: no token is required.");

    String GATEWAY_CORS_ORIGINS = GATEWAY.key("gateway.cors.origins", LIST, Expect.originsOrNothing(), LOW)
            .byDefault("")
            .means("Other sites whose pages may call the gateway from a browser (CORS), as https://host:port,"
                    + " separated by commas. *: any, which gateway.token does not allow. Nothing: none.");

    String GATEWAY_CHAT_TEMPLATE = GATEWAY.key("gateway.chat.template", STRING, Expect.chatTemplate(), LOW)
            .byDefault("{role}: {content}\\n")
            .means("Format of each message of a chat. The model continues after the part before {content}, with"
                    + " assistant as {role}. \\n is a line end.");

    String GATEWAY_MODEL_ALIASES = GATEWAY.key("gateway.model.aliases", LIST, Expect.aliasesOrNothing(), LOW)
            .byDefault("")
            .means("Other names for models in requests, for clients with built-in model names: alias=name, separated"
                    + " by commas.");

    String GATEWAY_BODY_MAX_BYTES = GATEWAY.key("gateway.body.max.bytes", INT, Expect.wholeFrom(1, 100_000_000), LOW)
            .byDefault("1000000")
            .means("Maximum size of a request's body in bytes.");

    String GATEWAY_RATE = GATEWAY.key("gateway.rate", INT, Expect.wholeFrom(0, 1_000_000), LOW)
            .byDefault("0")
            .means("Requests accepted per second; further ones are rejected (429). 0: no limit.");

    String GATEWAY_REQUESTS_MAX = GATEWAY.key("gateway.requests.max", INT, Expect.wholeFrom(1, 10_000), LOW)
            .byDefault("200")
            .means("Requests answered at the same time, one thread each; further ones are rejected (429).");

    String GATEWAY_DRAIN_MS = GATEWAY.key("gateway.drain.ms", LONG, Expect.wholeFrom(0, 600_000), LOW)
            .byDefault("20000")
            .means("When the gateway stops: time in milliseconds for accepted requests to finish, while new ones are"
                    + " rejected (503). The rest then end with an error.");

    String GATEWAY_TIMEOUT_MS = GATEWAY.key("gateway.timeout.ms", LONG, Expect.wholeFrom(1, 3_600_000), LOW)
            .byDefault("60000")
            .means("Maximum time for an answer in milliseconds. After that its prompt is cancelled.");

    Group OPERATION = new Group("Operation");

    String HTTP_HOST = OPERATION
            .key("http.host", STRING, Expect.host(), MEDIUM)
            .byDefault("127.0.0.1")
            .means("Address at which train and generate serve /health and /metrics. Use 0.0.0.0, all addresses of the"
                    + " machine, in a container; callers are not authenticated.");

    String HTTP_HOSTS = OPERATION
            .key("http.hosts", LIST, Expect.hostsOrNothing(), MEDIUM)
            .byDefault("")
            .means("Additional host names of the servers at http.host, for example of a service or a proxy. A request"
                    + " under any other name, except localhost and the address that received it, is rejected (421),"
                    + " because a web page can give itself any name.");

    String HTTP_PORT = OPERATION
            .key("http.port", INT, Expect.wholeFrom(-1, 65_535), MEDIUM)
            .byDefault("0")
            .means("Its port. 0: a free one, logged at the start; -1: no HTTP server.");

    /** What precedes the keys of this server's TLS. */
    String HTTP_TLS_PREFIX = "http.tls.";

    TlsKeys OPERATION_TLS =
            new TlsKeys(OPERATION, HTTP_TLS_PREFIX, "the servers at http.host, including the dashboard");

    String HTTP_TLS_CERTIFICATE = OPERATION_TLS.certificate();

    String HTTP_TLS_KEY = OPERATION_TLS.key();

    String HTTP_TLS_KEY_PASSWORD = OPERATION_TLS.password();

    String HTTP_TLS_CLIENT_CA = OPERATION_TLS.authorities();

    String HTTP_TLS_CA = OPERATION
            .key("http.tls.ca", STRING, Expect.pathOrNothing(), LOW)
            .byDefault("")
            .means("PEM file of the authorities that the dashboard and session show trust when they call instances"
                    + " over HTTPS. Nothing: those of the JVM.");

    String DASHBOARD_PORT = OPERATION
            .key("dashboard.port", INT, Expect.wholeFrom(0, 65_535), MEDIUM)
            .byDefault("8080")
            .means("Port of the web dashboard, at http.host. 0: a free one.");

    String DASHBOARD_INSTANCES = OPERATION
            .key("dashboard.instances", LIST, Expect.serversOrNothing(), MEDIUM)
            .byDefault("")
            .means("host:port of each running instance whose health and metrics the dashboard shows. If a name has"
                    + " several addresses, all are called; over HTTPS if http.tls.certificate is set.");

    String METRICS_KAFKA = OPERATION
            .key("metrics.kafka", STRING, Expect.oneOf("none", "main", "all"), LOW)
            .byDefault("main")
            .means("Metrics of Kafka Streams and its clients on /metrics, in addition to Inkstream's own: none; main,"
                    + " those listed in operations.md; all, several hundred per client.");

    String STUCK_AFTER_MS = OPERATION
            .key("stuck.after.ms", LONG, Expect.wholeFrom(1000, 86_400_000), LOW)
            .byDefault("60000")
            .means("Milliseconds without a sign of life (a poll for records, or progress of a restore) after which"
                    + " /health/live reports that the instance should be restarted.");
}
