package io.inkstream.checkpoint;

import io.inkstream.schema.Forgotten;
import io.inkstream.schema.OffsetRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a manifest says of where its checkpoint comes from.
 *
 * @param previousSha256 the digest of the checkpoint before; null for the first
 * @param learned the text learned since then
 * @param unseen what the model never saw
 * @param leftOutRecords records that were left out because the model was too far behind its stream
 * @param leftOutCharacters their text, in Unicode code points
 * @param forgotten what the model was made to forget
 * @param fingerprint what the bits of the arithmetic depend on
 * @param madeAt when the checkpoint was made
 */
public record Provenance(
        String previousSha256,
        List<OffsetRange> learned,
        List<OffsetRange> unseen,
        long leftOutRecords,
        long leftOutCharacters,
        List<Forgotten> forgotten,
        Map<String, String> fingerprint,
        Instant madeAt) {

    /** Of a model that came from elsewhere: nobody here knows its text. */
    public static Provenance unknown(Instant madeAt) {
        return new Provenance(null, List.of(), List.of(), 0, 0, List.of(), Map.of(), madeAt);
    }
}
