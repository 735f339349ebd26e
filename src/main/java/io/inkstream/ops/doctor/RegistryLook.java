package io.inkstream.ops.doctor;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.serde.registry.RegistryAddress;
import io.inkstream.serde.registry.RegistryLogin;
import io.inkstream.serde.registry.RegistryTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/** The schema registries, and with the time of their answers this machine's clock. */
final class RegistryLook {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOCK_OFF = Duration.ofSeconds(5);

    private final Configuration configuration;
    private Duration clockOff;

    RegistryLook(Configuration configuration) {
        this.configuration = configuration;
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (String url : configuration.list(Keys.SCHEMA_REGISTRY_URL)) {
            findings.add(
                    url.startsWith("mock:") ? Finding.good("Registry", url + ", of this process alone") : ask(url));
        }
        return findings;
    }

    /** After the registries were asked. */
    List<Finding> clock() {
        if (clockOff == null) {
            return List.of();
        }
        String found = "it differs by " + clockOff.toSeconds() + " s from the registry's";
        return List.of(
                clockOff.compareTo(CLOCK_OFF) > 0
                        ? Finding.doubtful(
                                "Clock",
                                found,
                                "synchronize the clocks of both machines (NTP): timestamps and alerts depend on them")
                        : Finding.good("Clock", found));
    }

    private Finding ask(String url) {
        // The configuration takes no address that is none.
        var address = RegistryAddress.read(url).orElseThrow();
        String shown = address.base();
        var request = HttpRequest.newBuilder(URI.create(shown + "/subjects")).timeout(TIMEOUT);
        try {
            RegistryLogin.header(address, configuration.registry())
                    .ifPresent(header -> request.header("Authorization", header));
            var answer = client().send(request.build(), HttpResponse.BodyHandlers.ofString());
            answer.headers().firstValue("Date").ifPresent(this::compare);
            return judge(shown, answer.statusCode(), answer.body());
        } catch (ConfigException e) {
            return Finding.bad(
                    "Registry",
                    shown + " cannot be asked (" + e.getMessage() + ")",
                    "correct its log-in or TLS: docs/security.md");
        } catch (IOException e) {
            return Finding.bad(
                    "Registry",
                    shown + " does not answer ("
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ")",
                    "check that it runs and that schema.registry.url is right; without it no Avro record is read or written");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.bad("Registry", "the question to " + shown + " was interrupted", "run doctor again");
        }
    }

    private static Finding judge(String url, int status, String body) {
        if (status == 200 && body.strip().startsWith("[")) {
            return Finding.good("Registry", url + " answers");
        }
        if (status == 401 || status == 403) {
            return Finding.bad(
                    "Registry",
                    url + " refuses the log-in (" + status + ")",
                    "set basic.auth.credentials.source=USER_INFO and basic.auth.user.info=user:password, or"
                            + " bearer.auth.credentials.source=STATIC_TOKEN and bearer.auth.token");
        }
        return Finding.bad(
                "Registry",
                url + "/subjects answers " + status + " and no list of subjects",
                "set schema.registry.url to where the Confluent protocol is: the root of a Confluent or Karapace registry,"
                        + " /apis/ccompat/v7 of an Apicurio registry");
    }

    private HttpClient client() {
        var builder = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                // As the serdes do: a log-in is for the address that is set, and for no other.
                .followRedirects(HttpClient.Redirect.NEVER);
        RegistryTls.of(configuration.registry()).map(RegistryTls::context).ifPresent(builder::sslContext);
        return builder.build();
    }

    private void compare(String date) {
        try {
            var theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            clockOff = Duration.between(theirs, Instant.now()).abs();
        } catch (DateTimeParseException e) {
            clockOff = null;
        }
    }
}
