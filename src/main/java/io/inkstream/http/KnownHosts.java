package io.inkstream.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names by which a server may be asked. A page's author can make a name of their own resolve to any address, this machine's
 * included, and what that page asks then is no request to another site for the browser (DNS rebinding): but the name stands in
 * {@code Host}.
 */
final class KnownHosts {

    /** What a server listens on that listens on every address of its machine. */
    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final Set<String> names = new HashSet<>();
    private final String namesKey;
    private final boolean everywhere;

    /**
     * @param bound the name or address that it listens on
     * @param further other names of it
     * @param namesKey what names those in the configuration
     */
    KnownHosts(String bound, Collection<String> further, String namesKey) {
        this.namesKey = namesKey;
        everywhere = ANY.contains(plain(bound));
        names.add("localhost");
        names.add(plain(bound));
        further.forEach(name -> names.add(plain(name)));
    }

    /** @throws Refusal if it was asked by a name that is not its own */
    void require(Context context) {
        String host = plain(context.req().getServerName());
        boolean known = names.contains(host)
                || isAddress(host, plain(context.req().getLocalAddr()))
                || everywhere && isLiteral(host);
        if (!known) {
            throw new Refusal(
                    421,
                    "Host must be the address that this server listens on, localhost, or a name in " + namesKey + ": "
                            + Shown.shortened(host, 100),
                    null,
                    "unknown_host");
        }
    }

    /** Small letters, no brackets, no dot at the end. */
    private static String plain(String host) {
        String small = host.toLowerCase(Locale.ROOT);
        String bare = small.startsWith("[") && small.endsWith("]") ? small.substring(1, small.length() - 1) : small;
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }

    /**
     * An address, not a name. Who listens on every address is reached by others too, those of a container's host or of a service: and no
     * page can make an address resolve to another.
     */
    private static boolean isLiteral(String host) {
        return host.contains(":") || IPV4.matcher(host).matches();
    }

    private static boolean isAddress(String host, String local) {
        return host.equals(local) || (host.contains(":") && local.contains(":") && same(host, local));
    }

    /** For addresses with colons, which may be written in several ways; none of them is looked up. */
    private static boolean same(String one, String other) {
        try {
            return InetAddress.getByName(one).equals(InetAddress.getByName(other));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
