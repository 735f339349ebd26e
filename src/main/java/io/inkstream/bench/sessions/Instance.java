package io.inkstream.bench.sessions;

import io.inkstream.bench.pipeline.ServiceProcess;
import io.inkstream.config.Keys;
import io.inkstream.local.FreePorts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One instance of the generator, with local state of its own, that is started and ended several times. */
final class Instance implements SessionPrompts.Watched, AutoCloseable {

    private static final Duration WARM_WITHIN = Duration.ofMinutes(10);
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

    /** How many records of a changelog are not in a store yet, of those whose stores are only copies. */
    private static final Pattern BEHIND =
            Pattern.compile("^kafka_consumer_fetch_manager_records_lag\\{[^}]*-restore-consumer[^}]*} (\\S+)$");

    private final String mainClass;
    private final Map<String, String> settings;
    private final Path folder;
    private final String name;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private ServiceProcess process;
    private int starts;

    /**
     * One that is not started.
     *
     * @param settings where broker and registry are, and what else all instances share
     * @param folder for logs and state
     */
    Instance(String mainClass, Map<String, String> settings, Path folder, String name) {
        this.mainClass = mainClass;
        this.folder = folder;
        this.name = name;
        this.settings = new HashMap<>(settings);
        this.settings.put(Keys.INSTANCE_ID, name);
        this.settings.put(Keys.STATE_DIR, folder.resolve("state").toString());
        port = FreePorts.claim(0, Keys.HTTP_PORT);
        this.settings.put(Keys.HTTP_PORT, Integer.toString(port));
    }

    void start() throws IOException {
        process = ServiceProcess.start(mainClass, "generate", settings, folder.resolve(name + "-" + starts++ + ".log"));
    }

    void kill() {
        process.kill();
    }

    @Override
    public void requireAlive() throws IOException {
        process.requireAlive();
    }

    @Override
    public String lastWords() throws IOException {
        return process.lastWords();
    }

    Optional<Long> peakMegabytes() throws IOException {
        return process.peakMegabytes();
    }

    Optional<Long> residentMegabytes() throws IOException {
        return process.residentMegabytes();
    }

    /** What its local state takes on disk. */
    long diskMegabytes() throws IOException {
        try (var files = Files.walk(folder.resolve("state").resolve(name))) {
            return files.map(Path::toFile)
                            .mapToLong(file -> file.isFile() ? file.length() : 0)
                            .sum()
                    >> 20;
        }
    }

    /**
     * Waits until its copy of another instance's state is whole.
     *
     * @throws IOException if it ends, or that takes too long
     */
    void awaitWarm() throws IOException, InterruptedException {
        long end = System.nanoTime() + WARM_WITHIN.toNanos();
        while (!isWarm()) {
            requireAlive();
            if (System.nanoTime() > end) {
                throw new IOException(
                        "the standby was not warm within " + WARM_WITHIN.toMinutes() + " minutes: " + lastWords());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean isWarm() throws IOException, InterruptedException {
        var behind = get("/metrics").map(HttpResponse::body).stream()
                .flatMap(String::lines)
                .map(BEHIND::matcher)
                .filter(Matcher::matches)
                .map(line -> Double.parseDouble(line.group(1)))
                .toList();
        return !behind.isEmpty() && behind.stream().allMatch(lag -> lag == 0);
    }

    /** Whether it is the one that answers this session's prompts. */
    boolean has(String session) throws IOException, InterruptedException {
        return get("/sessions/" + session)
                .filter(answer -> answer.statusCode() == 200)
                .isPresent();
    }

    /** Empty while it does not serve. */
    private Optional<HttpResponse<String>> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        try {
            return Optional.of(http.send(request, BodyHandlers.ofString()));
        } catch (ConnectException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
