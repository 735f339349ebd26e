package io.inkstream.secured;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;

/** The commands of {@code docs/security.md}, done by Kafka's own tool. */
final class DocumentedRights {

    private static final Path PAGE = Path.of("docs/security.md");
    private static final String COMMAND = "acl User:";

    private DocumentedRights() {}

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
