package io.inkstream.ops;

import static io.inkstream.Patience.patiently;

import io.inkstream.Patience;
import java.nio.file.Path;
import java.util.logging.Level;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A browser for tests. */
public final class Chromium {

    private Chromium() {}

    /**
     * Starts one without a window.
     *
     * @param folder for its profile
     * @param more arguments of the browser
     */
    public static ChromeDriver start(Path folder, String... more) {
        var options = new ChromeOptions();
        options.setBinary(Programs.require("chromium", "chromium").toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("profile"));
        options.addArguments(more);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(Programs.require("chromedriver", "chromium-driver")
                                .toFile())
                        .build(),
                options);
        browser.manage().timeouts().scriptTimeout(Patience.LIMIT).pageLoadTimeout(Patience.LIMIT);
        return browser;
    }

    /** What is read at the first element of a selector; nothing where there is none. */
    public static String text(ChromeDriver browser, String selector) {
        return String.valueOf(
                browser.executeScript("return document.querySelector(arguments[0])?.innerText ?? ''", selector));
    }

    /** Presses the first button or the like of a selector, once it is there. */
    public static void press(ChromeDriver browser, String selector) {
        patiently()
                .until(() -> Boolean.TRUE.equals(browser.executeScript(
                        "const one = document.querySelector(arguments[0]); one?.click(); return !!one", selector)));
    }
}
