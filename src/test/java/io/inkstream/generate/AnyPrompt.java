package io.inkstream.generate;

import io.inkstream.schema.Adapt;
import io.inkstream.schema.Prompt;
import java.util.List;
import java.util.Random;

/** Prompts that differ in all that a reply depends on. */
final class AnyPrompt {

    private AnyPrompt() {}

    /** @param inSession whether it is of a session, which it may then forget */
    static Prompt draw(String id, boolean inSession, Random random) {
        var prompt = Prompt.newBuilder()
                .setId(id)
                .setText("prompt %d, é€ 🦊".formatted(random.nextInt(1000)).substring(random.nextInt(7)))
                .setLength(random.nextInt(40))
                .setTemperature(random.nextInt(3) * 0.7)
                .setTopK(random.nextInt(40))
                .setRepetitionPenalty(1.1)
                .setStop(List.of("e", "qz"))
                .setEcho(random.nextBoolean())
                .setStream(random.nextBoolean())
                .setAdapt(Adapt.values()[random.nextInt(3)])
                .setReset(random.nextInt(5) == 0)
                .setLogprobs(random.nextInt(3))
                .setCount(1 + random.nextInt(3))
                .setForget(inSession && random.nextInt(8) == 0);
        if (prompt.getLength() == 0) {
            prompt.setLogprobs(1);
        }
        if (random.nextBoolean()) {
            prompt.setSeed(random.nextLong());
        }
        return prompt.build();
    }
}
