package io.inkstream.bench.speed;

import io.inkstream.bench.stand.EngineSampling;
import io.inkstream.bench.stand.EngineTraining;
import io.inkstream.bench.stand.ProductSpeed;
import io.inkstream.kernels.Kernels;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who can be measured: our engines, and the peers where they were built ({@code mvn -Pbench package}). */
public final class Contestants {

    /** The engine that ratios are of, and whose figures the others must agree with. */
    public static final String OURS = "portable";

    static final String BOUND = "bound";

    /** The peers' OpenMP threads sleep while they wait: they spin otherwise, and take each other's processors away. */
    private static final Map<String, String> PATIENT = Map.of("OMP_WAIT_POLICY", "PASSIVE");

    private static final String PEERS = "io.inkstream.peers.";

    /** What a peer's settings are, and the class that it has for each benchmark. */
    private record Peer(
            String training, List<String> trainingSettings, String sampling, List<String> samplingSettings) {}

    private static final Map<String, Peer> ALL_PEERS = new LinkedHashMap<>();

    static {
        ALL_PEERS.put(
                "pytorch",
                new Peer("PyTorchTraining", List.of("lstm", "cells"), "PyTorchSampling", List.of("lstm", "cells")));
        ALL_PEERS.put(
                "tensorflow", new Peer("TensorFlowTraining", List.of("block"), "TensorFlowSampling", List.of("block")));
        ALL_PEERS.put("dl4j", new Peer("Dl4jTraining", List.of("lstm"), "Dl4jSampling", List.of("lstm")));
    }

    private final Path home;

    /** @param home the folder of the program, which has the peers in {@code peers} */
    public Contestants(Path home) {
        this.home = home;
    }

    /** All engines there are, ours first. */
    public static List<String> engines() {
        var engines = new ArrayList<>(List.of(OURS, "nd4j"));
        engines.addAll(ALL_PEERS.keySet());
        return engines;
    }

    /** Whether an engine can be measured here. */
    public boolean isThere(String engine) {
        return !ALL_PEERS.containsKey(engine) || Files.isDirectory(folder(engine));
    }

    private Path folder(String peer) {
        return home.resolve("peers").resolve(peer);
    }

    /** An engine in each of the ways that it can train. */
    public List<Contestant> training(String engine) {
        var peer = ALL_PEERS.get(engine);
        return peer == null
                ? List.of(ours(engine, EngineTraining.class))
                : peer(engine, peer.training, peer.trainingSettings);
    }

    /** An engine in each of the ways that it can write. */
    List<Contestant> sampling(String engine) {
        var peer = ALL_PEERS.get(engine);
        return peer == null
                ? List.of(ours(engine, EngineSampling.class))
                : peer(engine, peer.sampling, peer.samplingSettings);
    }

    Contestant bound() {
        return ours(BOUND, "sgemm", ProductSpeed.class, BlasKernels.environment(), BlasKernels.VARIABLES);
    }

    /** Something of ours that serves a stand by itself. */
    public static Contestant ours(String engine, Class<?> mainClass) {
        return ours(engine, engine, mainClass, Map.of(), Set.of());
    }

    private static Contestant ours(
            String engine, String setting, Class<?> mainClass, Map<String, String> environment, Set<String> withheld) {
        return new Contestant(
                engine,
                setting,
                mainClass.getName(),
                System.getProperty("java.class.path"),
                environment,
                withheld,
                bounded());
    }

    private List<Contestant> peer(String engine, String mainClass, List<String> settings) {
        // DL4J stands on the ND4J that we have as well. The others' native libraries clash with it.
        boolean sharing = engine.equals("dl4j");
        String libraries =
                sharing ? System.getProperty("java.class.path") : ownClasses().toString();
        // Theirs is newer and chooses well by itself.
        Map<String, String> environment = new HashMap<>(sharing ? BlasKernels.environment() : Map.of());
        environment.putAll(PATIENT);
        String classPath = folder(engine).resolve("*") + File.pathSeparator + libraries;
        return settings.stream()
                .map(setting -> new Contestant(
                        engine,
                        setting,
                        PEERS + engine + "." + mainClass,
                        classPath,
                        Map.copyOf(environment),
                        BlasKernels.VARIABLES,
                        bounded()))
                .toList();
    }

    private static Path ownClasses() {
        try {
            return Path.of(Contestants.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of our own classes must be a path", e);
        }
    }

    /** The options of a contestant, whose heap is bounded. */
    static List<String> bounded() {
        var options = new ArrayList<>(options());
        options.add("-Xmx1g");
        return options;
    }

    /** As {@code bin/inkstream} starts a JVM. */
    public static List<String> options() {
        int java = Runtime.version().feature();
        var options = new ArrayList<>(List.of("-Dfile.encoding=UTF-8"));
        if (java >= 22) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        if (java >= 24) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (ModuleLayer.boot().findModule(Kernels.VECTORS).isPresent()) {
            options.add("--add-modules=" + Kernels.VECTORS);
        }
        // The archive of classes, and what is inlined, where this process has them.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:SharedArchiveFile=")
                        || option.startsWith("-Xlog:cds")
                        || option.startsWith("-XX:CompileCommand="))
                .forEach(options::add);
        return options;
    }
}
