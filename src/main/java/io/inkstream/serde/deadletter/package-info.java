/** Records that cannot be used, as they go to the dead letters' topic: the bytes as received, and the reason in headers. */
package io.inkstream.serde.deadletter;
