package dev.freshet.example.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.freshet.servers.Chromium;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/** A person at the page, who has a keyboard and no mouse. */
final class Browser implements AutoCloseable {

    private static final int LIMIT_MILLIS = 90_000;
    private static final int MOST_STOPS = 20;

    private final Chromium chromium;
    private final Page page;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    private Browser(Chromium chromium, Page page) {
        this.chromium = chromium;
        this.page = page;
        page.onConsoleMessage(message -> {
            // The browser itself reports each answer that is not a success.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    /** Opens a page in the installed Chromium; the test is skipped where there is none. */
    static Browser open(URI uri) {
        Optional<Path> installed = Chromium.installed();
        assumeTrue(installed.isPresent(), "there is no browser; name one by -Dchromium=...");
        Chromium chromium = Chromium.launch(installed.get());
        Page page = chromium.browser().newPage();
        Browser browser = new Browser(chromium, page);
        page.navigate(uri.toString());
        return browser;
    }

    /** Goes from stop to stop until the element has the focus, and presses a key there. */
    void press(AriaRole role, String name, String key) {
        Locator element = page.getByRole(role, new Page.GetByRoleOptions().setName(name));
        for (int stop = 0; stop < MOST_STOPS && !hasFocus(element); stop++) {
            page.keyboard().press("Tab");
        }
        assertTrue(hasFocus(element), name + " cannot be reached by the Tab key");
        page.keyboard().press(key);
    }

    private static boolean hasFocus(Locator element) {
        return (Boolean) element.evaluate("element => element === document.activeElement");
    }

    /** Waits until the text of an element has a match of the pattern. */
    void awaitText(String selector, String pattern) {
        PlaywrightAssertions.assertThat(page.locator(selector))
                .containsText(
                        Pattern.compile(pattern), new LocatorAssertions.ContainsTextOptions().setTimeout(LIMIT_MILLIS));
    }

    /** Waits until a count is at least this. */
    void awaitMore(String selector, int least) {
        page.waitForFunction(
                "([selector, least]) => "
                        + "Number(document.querySelector(selector).textContent.replaceAll(',', '')) >= least",
                List.of(selector, least),
                new Page.WaitForFunctionOptions().setTimeout(LIMIT_MILLIS));
    }

    /** What a count shows now. */
    int number(String selector) {
        return Integer.parseInt(page.locator(selector).textContent().replace(",", ""));
    }

    /** Errors of the scripts of the page; empty if there are none. */
    String complaints() {
        return String.join("\n", complaints);
    }

    @Override
    public void close() {
        chromium.close();
    }
}
