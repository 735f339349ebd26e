package io.inkstream.ops.dashboard;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inkstream.ops.Chromium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Measures the pages of a dashboard that runs, the demo's for example, and prints what they take:
 *
 * <pre>mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=PageFiguresIT -Dinkstream.dashboard=http://127.0.0.1:8080 -Dinkstream.minutes=10</pre>
 */
@EnabledIfSystemProperty(
        named = "inkstream.dashboard",
        matches = "http.*",
        disabledReason = "measures a dashboard that runs")
final class PageFiguresIT {

    private static final String ADDRESS = System.getProperty("inkstream.dashboard");
    private static final Duration MEMORY_AFTER = Duration.ofMinutes(Long.getLong("inkstream.minutes", 10));

    private static final List<String> PAGES = List.of("learning", "checkpoints", "answers", "stream", "configuration");

    /** What the playground and the checkpoints are asked. */
    private static final List<String> TEXTS = List.of(
            "public ",
            "private final ",
            "/** Returns ",
            "if (",
            "public class ",
            "return new ",
            "public ",
            "protected ");

    /** Remembers when a curve was first on the screen, from the navigation's start. */
    private static final String WATCH = """
            const drawn = () => {
              const canvas = document.querySelector("#curve canvas");
              if (!canvas?.width) return false;
              const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              return pixels.some((value, i) => i % 4 === 3 && value);
            };
            const look = () => (drawn() ? requestAnimationFrame(() => (window.firstCurve = performance.now())) : requestAnimationFrame(look));
            look();
            """;

    @TempDir
    private Path folder;

    @Test
    void figures() throws Exception {
        var browser = Chromium.start(folder);
        try {
            browser.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
            System.out.println("| page | on the wire | requests | first curve |");
            System.out.println("|---|---|---|---|");
            for (String page : PAGES) {
                load(browser, page);
            }
            for (String page : PAGES) {
                browser.get(ADDRESS + "/#" + page);
                settle(browser);
                use(browser, page);
                Pictures.take(browser, page);
            }
            browser.get(ADDRESS + "/#learning");
            browser.navigate().refresh();
            awaitCurve(browser);
            memory(browser, "at first");
            var end = Instant.now().plus(MEMORY_AFTER);
            await().atMost(MEMORY_AFTER.plusMinutes(2))
                    .pollInterval(Duration.ofSeconds(10))
                    .until(() -> Instant.now().isAfter(end));
            memory(browser, "after " + MEMORY_AFTER.toMinutes() + " minutes");
            assertThat(browser.findElements(By.cssSelector("#curve canvas"))).isNotEmpty();
        } finally {
            browser.quit();
        }
    }

    private static void load(ChromeDriver browser, String page) {
        browser.executeCdpCommand("Network.clearBrowserCache", Map.of());
        browser.get("about:blank");
        browser.get(ADDRESS + "/#" + page);
        if (page.equals("learning")) {
            awaitCurve(browser);
        }
        settle(browser);
        var bytes = (Number) browser.executeScript(
                "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                        + ".reduce((sum, entry) => sum + entry.transferSize, 0)");
        var curve = (Number) browser.executeScript("return window.firstCurve ?? null");
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f kB | %d | %s |%n",
                page,
                bytes.doubleValue() / 1000,
                requests(browser),
                curve == null ? "" : "%.0f ms".formatted(curve.doubleValue()));
    }

    /** Has a page something to show where a person has to ask for it. */
    private static void use(ChromeDriver browser, String page) {
        if (page.equals("answers")) {
            for (String text : TEXTS) {
                ask(browser, text);
            }
        }
        if (page.equals("checkpoints")) {
            browser.executeScript("document.querySelector('form').elements.text.value = arguments[0]", TEXTS.get(0));
            patiently().until(() -> browser.findElement(By.id("write")).isEnabled());
            browser.findElement(By.id("write")).click();
            patiently()
                    .untilAsserted(
                            () -> assertThat(Chromium.text(browser, "#note")).isEmpty());
        }
    }

    private static void ask(ChromeDriver browser, String text) {
        browser.executeScript(
                "document.querySelector('form').elements.text.value = arguments[0]; document.querySelector('#provenance').textContent = ''",
                text);
        browser.findElement(By.id("ask")).click();
        patiently()
                .until(() -> browser.findElement(By.id("provenance")).getText().contains("bits per character"));
    }

    /** Until a second has passed with everything there. */
    private static void settle(ChromeDriver browser) {
        patiently().during(Duration.ofSeconds(1)).until(() -> requests(browser) > 3);
    }

    private static long requests(ChromeDriver browser) {
        return (Long) browser.executeScript("return performance.getEntriesByType('resource').length + 1");
    }

    private static void awaitCurve(ChromeDriver browser) {
        patiently().until(() -> browser.executeScript("return window.firstCurve ?? null") != null);
    }

    private static void memory(ChromeDriver browser, String when) {
        browser.executeCdpCommand("Performance.enable", Map.of());
        browser.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        var metrics = (List<?>)
                browser.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
        System.out.printf(
                Locale.ROOT,
                "%s: heap %.1f MB, %.0f nodes, %.0f listeners, %s%n",
                when,
                metric(metrics, "JSHeapUsedSize") / 1e6,
                metric(metrics, "Nodes"),
                metric(metrics, "JSEventListeners"),
                browser.executeScript("return document.querySelector('#figures')?.innerText.replace(/\\s+/g, ' ')"));
    }

    private static double metric(List<?> metrics, String name) {
        return metrics.stream()
                .map(Map.class::cast)
                .filter(metric -> name.equals(metric.get("name")))
                .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue())
                .findFirst()
                .orElseThrow();
    }
}
