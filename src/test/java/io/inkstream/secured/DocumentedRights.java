package io.inkstream.secured;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;

/** The commands of {@code docs/security.md}, done by Kafka's own tool. */
public final class DocumentedRights {

    private static final Path PAGE = Path.of("docs/security.md");
    private static final String COMMAND = "acl User:";

    private DocumentedRights() {}

    /** The rights by user, as {@code Read topic corpus-in} and {@code Write transactional-id inkstream-train-*}. */
    public static Map<String, Set<String>> byUser() throws IOException {
        var rights = new TreeMap<String, Set<String>>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith(COMMAND)) {
                var words = List.of(line.substring(COMMAND.length()).split(" --| "));
                String suffix = words.contains("prefixed") ? "*" : "";
                var kind = Stream.of("topic", "group", "transactional-id")
                        .filter(words::contains)
                        .findFirst()
                        .orElseThrow();
                for (int i = 1; i < words.size(); i++) {
                    if (words.get(i - 1).equals("operation")) {
                        rights.computeIfAbsent(words.get(0), user -> new TreeSet<>())
                                .add(words.get(i) + " " + kind + " " + words.get(words.indexOf(kind) + 1) + suffix);
                    }
                }
            }
        }
        return rights;
    }

    /**
     * Gives every user the rights that the page lists for it.
     *
     * @param adminProperties of an administrator, a file
     * @return the users
     */
    static List<String> give(String servers, Path adminProperties) throws IOException {
        Exit.setExitProcedure((status, message) -> {
            throw new IllegalStateException("kafka-acls ended with " + status);
        });
        var out = System.out;
        System.setOut(new PrintStream(PrintStream.nullOutputStream()));
        try {
            var users = new ArrayList<String>();
            for (String line : Files.readAllLines(PAGE)) {
                if (line.startsWith(COMMAND)) {
                    users.add(give(servers, adminProperties, line.split(" ")));
                }
            }
            return users.stream().distinct().toList();
        } finally {
            System.setOut(out);
            Exit.resetExitProcedure();
        }
    }

    private static String give(String servers, Path adminProperties, String[] words) {
        // What the page's shell function stands for.
        var arguments = new ArrayList<>(List.of("--bootstrap-server", servers));
        arguments.addAll(List.of("--command-config", adminProperties.toString(), "--add", "--allow-principal"));
        arguments.addAll(List.of(words).subList(1, words.length));
        AclCommand.main(arguments.toArray(String[]::new));
        return words[1].substring(words[1].indexOf(':') + 1);
    }
}
