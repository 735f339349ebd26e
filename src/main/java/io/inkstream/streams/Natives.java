package io.inkstream.streams;

import io.inkstream.engine.Engine;
import org.rocksdb.RocksDB;
import org.slf4j.LoggerFactory;

/** The native libraries of a topology. They take a second to load, which is not needed until the first task is there. */
public final class Natives {

    private Natives() {}

    /** Has them loaded while the caller goes on to find its broker. Whoever needs one before it is there waits for it. */
    public static void loadMeanwhile() {
        // Or SLF4J says on the console that it held back what one thread logged while another set the log up.
        LoggerFactory.getILoggerFactory();
        var loader = new Thread(
                () -> {
                    Engine.load();
                    RocksDB.loadLibrary();
                },
                "natives");
        loader.setDaemon(true);
        loader.start();
    }
}
