package io.inkstream.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;

/**
 * The connection that a request came on, to see whether anybody waits at its other end. While a request is answered the server reads
 * nothing more from it, and so does not see that it was closed. For the thread that answers the request.
 */
final class Caller {

    private final Request request;
    /** Whether more than the request came. What is behind that cannot be seen. */
    private boolean goesOn;

    /** @param request whose body was read to its end */
    Caller(Request request) {
        this.request = request;
    }

    /**
     * Whether the client closed the connection, or the half of it that it writes to. What it may have sent of a next request is put
     * back where the server reads it.
     */
    boolean hasLeft() {
        var connection = request.getConnectionMetaData().getConnection();
        if (goesOn
                || !(connection.getEndPoint() instanceof SocketChannelEndPoint end)
                || !(connection instanceof Connection.UpgradeTo reader)) {
            return false;
        }
        var next = ByteBuffer.allocate(1);
        int read = read(end.getChannel(), next);
        if (read > 0) {
            goesOn = true;
            reader.onUpgradeTo(next.flip());
        }
        return read < 0;
    }

    /** How many bytes there were; below 0 if there is nobody to send any. Does not wait. */
    private static int read(SocketChannel channel, ByteBuffer into) {
        try {
            return channel.read(into);
        } catch (IOException e) {
            return -1; // reset
        }
    }
}
