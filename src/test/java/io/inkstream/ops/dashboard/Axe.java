package io.inkstream.ops.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;

/** axe-core, which finds what people with a screen reader, a keyboard or weak eyes stumble over. */
final class Axe {

    private static final String SCRIPT = "/axe.min.js";

    private Axe() {}

    /** What it finds in the page that is open, by rule, with the elements. */
    static List<?> findings(ChromeDriver browser) throws IOException {
        try (var in = Axe.class.getResourceAsStream(SCRIPT)) {
            browser.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) browser.executeAsyncScript("""
                const done = arguments[0];
                axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => done(violations.map(({ id, nodes }) =>
                  `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join(" | ")}`)));
                """);
    }
}
