import io.inkstream.client.CorpusSender;
import io.inkstream.client.InkstreamClient;
import io.inkstream.schema.Prompt;
import java.time.Duration;
import java.util.Map;

public final class Ask {

    public static void main(String[] arguments) throws Exception {
        var settings = Map.of(
                "bootstrap.servers", System.getenv("BROKERS"),
                "schema.registry.url", System.getenv("REGISTRY"));
        var most = Duration.ofSeconds(60);

        try (var corpus = CorpusSender.connect(settings, null)) {
            corpus.send("one two three ");
            corpus.flush();
        }
        try (var inkstream = InkstreamClient.connect(settings)) {
            var prompt = Prompt.newBuilder().setText("one ").setLength(40).setSeed(3L).build();
            System.out.println("answer: " + inkstream.ask(prompt).await(most).text());

            var inPieces = Prompt.newBuilder(prompt).setStream(true).build();
            inkstream.ask("juliet", inPieces)
                    .follow(most, piece -> System.out.println("piece " + piece.getPiece() + ": " + piece.getText()));

            var score = inkstream.score("one two three ", most);
            System.out.printf("score: %.2f bits per character%n", score.bitsPerCharacter());
        }
    }
}
