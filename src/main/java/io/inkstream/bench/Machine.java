package io.inkstream.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where figures were measured.
 *
 * @param processor as the system names it
 * @param processors of them
 * @param system name and version
 * @param java version and virtual machine
 */
public record Machine(String processor, int processors, String system, String java) {

    private static final Path LINUX = Path.of("/proc/cpuinfo");

    /** This machine. */
    public static Machine here() {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
    }

    private static String processorName() {
        try (var lines = Files.lines(LINUX)) {
            String model = "";
            String family = "";
            String number = "";
            for (String line : lines.takeWhile(line -> !line.isBlank()).toList()) {
                String value = line.substring(line.indexOf(':') + 1).trim();
                model = line.startsWith("model name") ? value : model;
                family = line.startsWith("cpu family") ? value : family;
                number = line.matches("model\\s*:.*") ? value : number;
            }
            return model + " (family " + family + ", model " + number + ")";
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
