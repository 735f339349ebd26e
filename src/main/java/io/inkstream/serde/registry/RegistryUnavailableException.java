package io.inkstream.serde.registry;

import java.io.IOException;

/**
 * The schema registry gave no usable answer: it could not be reached, failed, refused the credentials, or is no registry. Nothing
 * is said about the record that was to be read or written: try again later, never drop the record.
 */
public final class RegistryUnavailableException extends IOException {

    /**
     * @param message which address, what was found, and what to do
     * @param cause what happened underneath, or null
     */
    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
