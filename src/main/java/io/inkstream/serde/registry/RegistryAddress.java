package io.inkstream.serde.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a schema registry is. An address that can be read in two ways is none, so that no part of a password is ever taken for a host
 * or a path, and shown as one: a user and a password stand before the host, every character in them that means something in a URL
 * percent-encoded.
 *
 * @param base without user and password and without a slash at its end: fit for messages
 * @param userInfo what stands before the host, decoded
 */
public record RegistryAddress(String base, Optional<String> userInfo) {

    /** What {@link #read} takes, in words that complete "expected ...". */
    public static final String EXPECTED =
            "http://HOST:PORT or https://HOST, in a user or password %40 for @, %2F for /, %3A for :, %25 for %, %3F for ?, %23 for #";

    /** The address that is written, or nothing if it is none; the reason would have to quote it. */
    public static Optional<RegistryAddress> read(String written) {
        URI uri;
        try {
            uri = new URI(written);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        String scheme = uri.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            return Optional.empty();
        }
        String path = uri.getRawPath();
        boolean ambiguous = uri.getHost() == null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || path.contains("@")
                || uri.getPort() > 65_535;
        if (ambiguous) {
            return Optional.empty();
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return Optional.of(new RegistryAddress(
                scheme + "://" + uri.getHost() + port + path.replaceFirst("/+$", ""),
                Optional.ofNullable(uri.getUserInfo())));
    }

    @Override
    public String toString() {
        return base; // never the credentials
    }
}
