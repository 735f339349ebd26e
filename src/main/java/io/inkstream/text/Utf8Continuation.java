package io.inkstream.text;

/**
 * The strict UTF-8 of RFC 3629, section 4: no overlong form, no surrogate, nothing above U+10FFFF. Only the byte after the
 * first is ever narrower than 80..BF, so the state is how many bytes are missing and what the next one may be.
 */
final class Utf8Continuation implements Continuation {

    private int missing;
    private int lowest;
    private int highest;
    private int characters;

    @Override
    public boolean allows(int id) {
        if (missing > 0) {
            return id >= lowest && id <= highest;
        }
        return (id >= 0 && id <= 0x7F) || (id >= 0xC2 && id <= 0xF4);
    }

    @Override
    public void accept(int id) {
        if (!allows(id)) {
            throw new IllegalArgumentException(
                    "byte must continue well-formed UTF-8: 0x%02X with %d bytes of a character missing"
                            .formatted(id, missing));
        }
        if (missing > 0) {
            missing--;
        } else {
            missing = id < 0x80 ? 0 : id < 0xE0 ? 1 : id < 0xF0 ? 2 : 3;
        }
        // A byte after the first is at most BF, so these can only be first bytes.
        lowest = id == 0xE0 ? 0xA0 : id == 0xF0 ? 0x90 : 0x80;
        highest = id == 0xED ? 0x9F : id == 0xF4 ? 0x8F : 0xBF;
        if (missing == 0) {
            characters++;
        }
    }

    @Override
    public boolean atBoundary() {
        return missing == 0;
    }

    @Override
    public int characters() {
        return characters;
    }
}
