package io.inkstream.ops.dashboard;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

/** Pictures of a page in {@code target/screens}: wide and narrow, dark and light. */
final class Pictures {

    private static final Path SCREENS = Path.of("target/screens");

    private Pictures() {}

    private record Shot(int width, int height, String scheme) {

        String suffix() {
            return (width > 640 ? "-wide-" : "-narrow-") + scheme + ".png";
        }
    }

    private static final Shot WIDE = new Shot(1440, 1000, "dark");

    private static final List<Shot> ALL =
            List.of(WIDE, new Shot(1440, 1000, "light"), new Shot(390, 844, "dark"), new Shot(390, 844, "light"));

    /** Of the page that is open, all four; nothing of it may be wider than the screen. */
    static void take(ChromeDriver browser, String page) throws IOException {
        for (var shot : ALL) {
            take(browser, page, shot);
        }
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Of the page that is open, wide and dark alone. */
    static void takeWide(ChromeDriver browser, String page) throws IOException {
        take(browser, page, WIDE);
    }

    private static void take(ChromeDriver browser, String page, Shot shot) throws IOException {
        Files.createDirectories(SCREENS);
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", shot.width(), "height", shot.height(), "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", shot.scheme()))));
        patiently()
                .until(() -> Boolean.TRUE.equals(
                        browser.executeScript("return !!document.querySelector('main').innerText.trim()")));
        browser.executeScript("scrollTo(0, 0)");
        Number beyond =
                (Number) browser.executeScript("return document.documentElement.scrollWidth - window.innerWidth");
        assertThat(beyond.intValue()).as("pixels beyond the screen's width").isLessThanOrEqualTo(0);
        browser.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))");
        Files.write(SCREENS.resolve(page + shot.suffix()), browser.getScreenshotAs(OutputType.BYTES));
    }
}
