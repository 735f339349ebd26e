package io.inkstream.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * What {@code bin/inkstream} runs: {@link Inkstream} with the caller's standard error. The JVM itself is given another, out of which the
 * script drops the warning that a module in incubation is used.
 */
public final class Start {

    /** The number of the descriptor that is the caller's standard error. */
    private static final String DESCRIPTOR = "inkstream.stderr";

    private Start() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Integer number = Integer.getInteger(DESCRIPTOR);
        if (number != null) {
            System.setErr(new PrintStream(new FileOutputStream(descriptor(number)), true, Charset.defaultCharset()));
        }
        Inkstream.main(args);
    }

    /** Java has no other way to a descriptor that is open already: opened anew by name, a file would have a second end. */
    private static FileDescriptor descriptor(int number) throws ReflectiveOperationException {
        var descriptor = new FileDescriptor();
        var field = FileDescriptor.class.getDeclaredField("fd");
        field.setAccessible(true);
        field.setInt(descriptor, number);
        return descriptor;
    }
}
