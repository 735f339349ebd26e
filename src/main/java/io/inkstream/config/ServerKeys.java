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
            .means("Address at which inkstream gateway serves HTTP. Other than on loopback it needs"
                    + " gateway.token.");

    String GATEWAY_HOSTS = GATEWAY.key("gateway.hosts", LIST, Expect.hostsOrNothing(), MEDIUM)
            .byDefault("")
            .means("Further host names of the gateway, as http.hosts.");

    String GATEWAY_PORT = GATEWAY.key("gateway.port", INT, Expect.wholeFrom(0, 65535), MEDIUM)
            .byDefault("8000")
            .means("Port of the gateway. 0: a free one, named in the log.");

    /** What precedes the keys of this server's TLS. */
    String GATEWAY_TLS_PREFIX = "gateway.tls.";

    TlsKeys GATEWAY_TLS = new TlsKeys(GATEWAY, GATEWAY_TLS_PREFIX, "the gateway");

    String GATEWAY_TLS_CERTIFICATE = GATEWAY_TLS.certificate();

    String GATEWAY_TLS_KEY = GATEWAY_TLS.key();

    String GATEWAY_TLS_KEY_PASSWORD = GATEWAY_TLS.password();

    String GATEWAY_TLS_CLIENT_CA = GATEWAY_TLS.authorities();

    String GATEWAY_TOKEN = GATEWAY.key("gateway.token", PASSWORD, Expect.tokenOrNothing(), MEDIUM)
            .byDefault("")
            .means("Token that requests must send as Authorization: Bearer. Nothing: none is needed.");

    String GATEWAY_CORS_ORIGINS = GATEWAY.key("gateway.cors.origins", LIST, Expect.originsOrNothing(), LOW)
            .byDefault("")
            .means("Other sites whose pages in a browser may ask the gateway (CORS), as https://host:port, separated"
                    + " by commas. *: any, which gateway.token does not allow. Nothing: none.");

    String GATEWAY_CHAT_TEMPLATE = GATEWAY.key("gateway.chat.template", STRING, Expect.chatTemplate(), LOW)
            .byDefault("{role}: {content}\\n")
            .means("How each message of a chat is written as text. The model continues after what precedes {content},"
                    + " with assistant as {role}. \\n is a line end.");

    String GATEWAY_MODEL_ALIASES = GATEWAY.key("gateway.model.aliases", LIST, Expect.aliasesOrNothing(), LOW)
            .byDefault("")
            .means("Other names of models in requests, for clients that have one built in: alias=name, separated by"
                    + " commas.");

    String GATEWAY_BODY_MAX_BYTES = GATEWAY.key("gateway.body.max.bytes", INT, Expect.wholeFrom(1, 100_000_000), LOW)
            .byDefault("1000000")
            .means("Largest body of a request, in bytes.");

    String GATEWAY_RATE = GATEWAY.key("gateway.rate", INT, Expect.wholeFrom(0, 1_000_000), LOW)
            .byDefault("0")
            .means("Requests accepted per second; further ones are refused (429). 0: no limit.");

    String GATEWAY_REQUESTS_MAX = GATEWAY.key("gateway.requests.max", INT, Expect.wholeFrom(1, 10_000), LOW)
            .byDefault("200")
            .means("Requests answered at the same time, one thread each; further ones are refused (429).");

    String GATEWAY_DRAIN_MS = GATEWAY.key("gateway.drain.ms", LONG, Expect.wholeFrom(0, 600_000), LOW)
            .byDefault("20000")
            .means("When the gateway stops: how long accepted requests may continue, while new ones are"
                    + " refused (503). The rest then end with an error.");

    String GATEWAY_TIMEOUT_MS = GATEWAY.key("gateway.timeout.ms", LONG, Expect.wholeFrom(1, 3_600_000), LOW)
            .byDefault("60000")
            .means("How long an answer may take. After that its prompt is cancelled.");

    Group OPERATION = new Group("Operation");

    String HTTP_HOST = OPERATION
            .key("http.host", STRING, Expect.host(), MEDIUM)
            .byDefault("127.0.0.1")
            .means("Address at which train and generate serve /health and /metrics. 0.0.0.0, all of the"
                    + " machine's addresses, in a container; callers are not authenticated.");

    String HTTP_HOSTS = OPERATION
            .key("http.hosts", LIST, Expect.hostsOrNothing(), MEDIUM)
            .byDefault("")
            .means("Further host names of the servers at http.host: a service's, a proxy's. A request under"
                    + " another name than these, localhost or the address it came to is refused (421), because"
                    + " a web page can give itself any name.");

    String HTTP_PORT = OPERATION
            .key("http.port", INT, Expect.wholeFrom(-1, 65_535), MEDIUM)
            .byDefault("0")
            .means("Its port. 0: a free one, named in the log at the start; -1: no HTTP server.");

    /** What precedes the keys of this server's TLS. */
    String HTTP_TLS_PREFIX = "http.tls.";

    TlsKeys OPERATION_TLS =
            new TlsKeys(OPERATION, HTTP_TLS_PREFIX, "the servers at http.host, the dashboard's included");

    String HTTP_TLS_CERTIFICATE = OPERATION_TLS.certificate();

    String HTTP_TLS_KEY = OPERATION_TLS.key();

    String HTTP_TLS_KEY_PASSWORD = OPERATION_TLS.password();

    String HTTP_TLS_CLIENT_CA = OPERATION_TLS.authorities();

    String HTTP_TLS_CA = OPERATION
            .key("http.tls.ca", STRING, Expect.pathOrNothing(), LOW)
            .byDefault("")
            .means("PEM file of the authorities whose certificates the dashboard and session show trust when"
                    + " they ask instances over HTTPS. Nothing: those that the JVM trusts.");

    String DASHBOARD_PORT = OPERATION
            .key("dashboard.port", INT, Expect.wholeFrom(0, 65_535), MEDIUM)
            .byDefault("8080")
            .means("Port of the web dashboard, at http.host. 0: a free one.");

    String DASHBOARD_INSTANCES = OPERATION
            .key("dashboard.instances", LIST, Expect.serversOrNothing(), MEDIUM)
            .byDefault("")
            .means("host:port of each running instance whose health and metrics the dashboard shows. If a"
                    + " name has several addresses, all are asked; over HTTPS if http.tls.certificate is set.");

    String METRICS_KAFKA = OPERATION
            .key("metrics.kafka", STRING, Expect.oneOf("none", "main", "all"), LOW)
            .byDefault("main")
            .means("Which metrics of Kafka Streams and its clients /metrics has beside Inkstream's own: main, those"
                    + " that operations.md lists; all, several hundred for each client.");

    String STUCK_AFTER_MS = OPERATION
            .key("stuck.after.ms", LONG, Expect.wholeFrom(1000, 86_400_000), LOW)
            .byDefault("60000")
            .means("Milliseconds without a sign of life (a poll for records, or progress of a restore) after"
                    + " which /health/live says that the instance should be restarted.");
}
