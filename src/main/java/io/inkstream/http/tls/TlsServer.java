package io.inkstream.http.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one server. Files that are replaced are used for the connections that come then; as long as what is in their place cannot
 * be used, the log says so and the server goes on with what it has.
 */
public final class TlsServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsServer.class);
    private static final int LOOK_EVERY_SECONDS = 2;

    private final TlsFiles files;
    private final Clock clock;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "tls-files");
        thread.setDaemon(true);
        return thread;
    });
    private List<byte[]> read;
    private List<byte[]> seen;

    /** @throws IllegalStateException if the files cannot be used; the message names the one and its key of the configuration */
    public TlsServer(TlsFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
        read = contents();
        seen = read;
        set(factory, Credentials.read(files, clock.instant()));
    }

    /** What Jetty makes its connections of. */
    public SslContextFactory.Server factory() {
        return factory;
    }

    /** Begins to look after the files. */
    public void watch() {
        looks.scheduleWithFixedDelay(this::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Takes up new files once they have stayed the same for a look: a key is written before or after its certificate. */
    private void look() {
        var now = contents();
        boolean still = same(now, seen);
        seen = now;
        if (!still || same(now, read)) {
            return;
        }
        read = now;
        try {
            var credentials = Credentials.read(files, clock.instant());
            factory.reload(changed -> set(factory, credentials));
            LOG.info(
                    "{}{}={} was replaced: its certificate is valid until {}",
                    files.prefix(),
                    TlsFiles.CERTIFICATE,
                    files.certificate(),
                    credentials.chain().get(0).getNotAfter().toInstant());
        } catch (Exception e) {
            LOG.error("The replaced files cannot be used; the previous ones stay in use: {}", e.getMessage());
        }
    }

    private static void set(SslContextFactory.Server factory, Credentials credentials) {
        factory.setKeyStore(credentials.keyStore());
        factory.setKeyStorePassword(new String(Credentials.STORE_PASSWORD));
        credentials.authorities().ifPresent(authorities -> {
            factory.setTrustStore(Credentials.trustStore(authorities));
            // Wanted, not needed: probes have none, and what is no probe is refused by name.
            factory.setWantClientAuth(true);
        });
    }

    private List<byte[]> contents() {
        var contents = new ArrayList<byte[]>();
        contents.add(content(files.certificate()));
        contents.add(content(files.key()));
        files.clientCa().ifPresent(path -> contents.add(content(path)));
        return contents;
    }

    private static byte[] content(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static boolean same(List<byte[]> one, List<byte[]> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!Arrays.equals(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
