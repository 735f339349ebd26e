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

    /** Of the page that is open; nothing of it may be wider than the screen. */
    static void take(ChromeDriver browser, String page) throws IOException {
        Files.createDirectories(SCREENS);
        for (var size : List.of(List.of(1440, 1000), List.of(390, 844))) {
            for (String scheme : List.of("dark", "light")) {
                browser.executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", size.get(0), "height", size.get(1), "deviceScaleFactor", 1, "mobile", false));
                browser.executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
                patiently()
                        .until(() -> Boolean.TRUE.equals(
                                browser.executeScript("return !!document.querySelector('main').innerText.trim()")));
                browser.executeScript("scrollTo(0, 0)");
                Number beyond = (Number)
                        browser.executeScript("return document.documentElement.scrollWidth - window.innerWidth");
                assertThat(beyond.intValue())
                        .as("pixels beyond the screen's width")
                        .isLessThanOrEqualTo(0);
                browser.executeAsyncScript(
                        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))");
                String name = page + "-" + (size.get(0) > 640 ? "wide" : "narrow") + "-" + scheme + ".png";
                Files.write(SCREENS.resolve(name), browser.getScreenshotAs(OutputType.BYTES));
            }
        }
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
}
