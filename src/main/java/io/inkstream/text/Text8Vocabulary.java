package io.inkstream.text;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * The tutorial's 27 characters: space is 0, a to z are 1 to 26 ({@code char2id}). Any other code point, upper case
 * included, becomes a space and counts as unexpected.
 */
public record Text8Vocabulary() implements Vocabulary {

    private static final int SIZE = 27;

    @Override
    public String name() {
        return "text8";
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public Encoded encode(String text) {
        var ids = new byte[text.codePointCount(0, text.length())];
        long unexpected = 0;
        int at = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (character >= 'a' && character <= 'z') {
                ids[at] = (byte) (character - 'a' + 1);
            } else if (character != ' ') {
                unexpected++;
            }
            at++;
        }
        return new Encoded(ids, unexpected);
    }

    @Override
    public String decode(byte[] ids) {
        var characters = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int id = Byte.toUnsignedInt(ids[i]);
            if (id >= SIZE) {
                throw new IllegalArgumentException("text8 ids must be below 27: " + id + " at " + i);
            }
            characters[i] = (byte) (id == 0 ? ' ' : 'a' + id - 1);
        }
        return new String(characters, StandardCharsets.US_ASCII);
    }

    /** Draws uniformly from all 27 ids, as the tutorial's {@code random_distribution} does. */
    @Override
    public int firstCharacter(RandomGenerator random) {
        return random.nextInt(SIZE);
    }

    @Override
    public Continuation continuation() {
        return new AnyLetter();
    }

    /** Every id is a whole character and may follow every other. */
    private static final class AnyLetter implements Continuation {
        private int characters;

        @Override
        public boolean allows(int id) {
            return id >= 0 && id < SIZE;
        }

        @Override
        public void accept(int id) {
            if (!allows(id)) {
                throw new IllegalArgumentException("text8 ids must be below 27: " + id);
            }
            characters++;
        }

        @Override
        public boolean atBoundary() {
            return true;
        }

        @Override
        public int characters() {
            return characters;
        }
    }
}
