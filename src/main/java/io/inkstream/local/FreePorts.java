package io.inkstream.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.IntSupplier;

/** Ports on the loopback address. */
public final class FreePorts {

    private FreePorts() {}

    /**
     * A port that can be listened on now.
     *
     * @param wanted the port, or 0 for any
     * @param flag the option that chose it, for the message
     * @throws LocalStartException if another listens on it
     */
    public static int claim(int wanted, String flag) {
        try (var socket = new ServerSocket()) {
            // As servers do: connections of a process that just ended do not keep its port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LocalStartException(
                    "port " + wanted + " on " + InetAddress.getLoopbackAddress().getHostAddress() + " cannot be used ("
                            + e.getMessage() + "): stop the process that listens there, or choose another with " + flag
                            + " (0 takes any that is free)",
                    e);
        }
    }

    /**
     * Another port that can be listened on now. One that was claimed is free until somebody listens on it, so it may be claimed twice.
     *
     * @param than a port that was claimed
     */
    static int claimOther(int than, String flag) {
        return other(than, () -> claim(0, flag));
    }

    static int other(int than, IntSupplier claims) {
        int port = claims.getAsInt();
        while (port == than) {
            port = claims.getAsInt();
        }
        return port;
    }
}
