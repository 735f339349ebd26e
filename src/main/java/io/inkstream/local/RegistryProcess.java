package io.inkstream.local;

import java.io.IOException;

/**
 * The registry's process, which ends with its parent however that ends. Standard input is a pipe from the parent: its end is the
 * parent's end, and the one sign of a SIGKILL that a child is given on every system.
 */
public final class RegistryProcess {

    /** The registry's own main class, on the class path of this process alone. */
    private static final String QUARKUS_MAIN = "io.quarkus.runner.GeneratedMain";

    private RegistryProcess() {}

    /**
     * Runs the registry until it ends or its parent does.
     *
     * @param args handed on
     * @throws ReflectiveOperationException if the class path has no registry
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        var watch = new Thread(RegistryProcess::haltWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Class.forName(QUARKUS_MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
    }

    private static void haltWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said on this pipe.
            }
        } catch (IOException e) {
            // As good as its end.
        }
        // Not exit: nobody is left to wait for, and what was acknowledged is on disk.
        Runtime.getRuntime().halt(0);
    }
}
