package io.inkstream.bench.stand;

import io.inkstream.config.Keys;
import io.inkstream.config.Profile;
import io.inkstream.text.Vocabulary;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The size of a network and of its steps, written {@code [LAYERSx]NODES[/UNROLLINGS[/VOCABULARY[/BATCH]]]}, or by the name of the
 * profile that has it.
 *
 * @param nodes of each layer
 * @param layers one above the other
 * @param unrollings characters of a step in each lane
 * @param vocabulary characters it tells apart
 * @param batch lanes
 */
public record NetworkSize(int nodes, int layers, int unrollings, int vocabulary, int batch) {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,2})x)?(\\d{1,5})(?:/(\\d{1,4}))?(?:/(\\d{1,4}))?(?:/(\\d{1,5}))?");

    /** @throws IllegalArgumentException if one of them is below 1 */
    public NetworkSize {
        int least = Math.min(Math.min(nodes, layers), Math.min(unrollings, Math.min(vocabulary, batch)));
        if (least < 1) {
            throw new IllegalArgumentException("a size must be of numbers from 1: " + least);
        }
    }

    /**
     * Reads a size; what is left out is as in the tutorial: 1 layer, 10 unrollings, 27 characters, 64 lanes.
     *
     * @throws IllegalArgumentException if it has neither the form nor a profile's name
     */
    public static NetworkSize parse(String text) {
        for (var profile : Profile.values()) {
            if (profile.toString().equals(text)) {
                return of(profile);
            }
        }
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "a size must be [LAYERSx]NODES[/UNROLLINGS[/VOCABULARY[/BATCH]]], as 64, 2x256 or 512/50/96,"
                            + " or a profile of "
                            + Arrays.stream(Profile.values())
                                    .map(Profile::toString)
                                    .collect(Collectors.joining(", "))
                            + ": " + text);
        }
        return new NetworkSize(
                number(match, 2, 1),
                number(match, 1, 1),
                number(match, 3, 10),
                number(match, 4, 27),
                number(match, 5, 64));
    }

    /** The network of a profile, without the mixture. */
    private static NetworkSize of(Profile profile) {
        var values = profile.defaults();
        return new NetworkSize(
                Integer.parseInt(values.get(Keys.NODES)),
                Integer.parseInt(values.get(Keys.LAYERS)),
                Integer.parseInt(values.get(Keys.UNROLLINGS)),
                Vocabulary.named(values.get(Keys.VOCABULARY)).size(),
                Integer.parseInt(values.get(Keys.BATCH_SIZE)));
    }

    private static int number(Matcher match, int group, int otherwise) {
        return match.group(group) == null ? otherwise : Integer.parseInt(match.group(group));
    }

    /** Returns the size as it is read, whole. */
    @Override
    public String toString() {
        return layers + "x" + nodes + "/" + unrollings + "/" + vocabulary + "/" + batch;
    }
}
