package io.inkstream.serde;

import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.OffsetRange;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.TrainingReport;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One of each record, every field with a value that it alone has. */
public final class Samples {

    public static final Instant AT = Instant.parse("2026-03-01T12:34:56.789Z");

    static {
        TrustedSchemas.trust();
    }

    private Samples() {}

    public static List<SpecificRecord> all() {
        return List.of(corpusText("anarchism 😀 é"), prompt(), generated(), report(), chunk(), manifest());
    }

    public static CorpusText corpusText(String text) {
        return CorpusText.newBuilder().setText(text).build();
    }

    public static Prompt prompt() {
        return Prompt.newBuilder()
                .setId("p-1")
                .setText("The quick")
                .setModel("m")
                .setLength(7)
                .setTemperature(0.5)
                .setSeed(-3L)
                .setReset(true)
                .build();
    }

    public static GeneratedText generated() {
        return GeneratedText.newBuilder()
                .setId("prompts-0@7")
                .setText(" brown\nfox")
                .setModel("default")
                .setStep(12L)
                .setCheckpoint("ab")
                .setSeed(5L)
                .setPromptCharacters(9)
                .setCharacters(10)
                .setMeanBitsPerCharacter(1.5)
                .setFinishReason(FinishReason.LENGTH)
                .setError(null)
                .setPromptedAt(AT)
                .setStartedAt(AT.plusMillis(1))
                .setFinishedAt(AT.plusMillis(2))
                .build();
    }

    public static TrainingReport report() {
        return TrainingReport.newBuilder()
                .setModel("default")
                .setStep(100)
                .setCharacters(64_000)
                .setMeanLoss(2.25)
                .setMinibatchPerplexity(9.25)
                .setPerplexity(9.5)
                .setBitsPerCharacter(3.25)
                .setValidationPerplexity(null)
                .setLearningRate(10)
                .setGradientNorm(0.125)
                .setCharactersPerSecond(1e6)
                .setUnexpectedCharacters(3)
                .setSamples(List.of("one two", "three"))
                .setReportedAt(AT)
                .setHeldOutFromZero(3.5)
                .setHeldOutWarm(3.375)
                .setLargestWeight(6.5)
                .setLargestCell(null)
                .build();
    }

    public static CheckpointChunk chunk() {
        return CheckpointChunk.newBuilder()
                .setModel("default")
                .setStep(100)
                .setPart(1)
                .setBytes(ByteBuffer.wrap(new byte[] {0, 1, -1}))
                .build();
    }

    public static CheckpointManifest manifest() {
        return CheckpointManifest.newBuilder()
                .setModel("default")
                .setStep(100)
                .setCharacters(64_000)
                .setSha256("aa")
                .setPreviousSha256("bb")
                .setPayloadSha256("cc")
                .setPayloadBytes(3)
                .setParts(1)
                .setVocabulary("bytes")
                .setConfiguration(Map.of("nodes", "64"))
                .setLearned(List.of(new OffsetRange("corpus-in", 0, 1L, 2, 3L, 4)))
                .setCreatedAt(AT)
                .build();
    }
}
