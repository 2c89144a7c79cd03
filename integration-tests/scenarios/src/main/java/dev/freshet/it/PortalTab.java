package dev.freshet.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A tab with the dealer portal, or with the pages of Keycloak that it leads to. For use by one thread. */
final class PortalTab {

    private static final int LIMIT_MILLIS = 20_000;
    private static final int PARTS = 6;
    /** Each answer that is not a success, and a page of Keycloak's own that is not for frames. */
    private static final List<String> EXPECTED = List.of("Failed to load resource", "Framing 'http://127.0.0.1:");

    private final Page page;
    private final URI portal;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Queue<String> addresses = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private PortalTab(Page page, URI portal) {
        this.page = page;
        this.portal = portal;
    }

    /** A new tab, still empty. */
    static PortalTab in(BrowserContext browser, URI portal) {
        Page page = browser.newPage();
        page.setDefaultTimeout(LIMIT_MILLIS);
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        PortalTab tab = new PortalTab(page, portal);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && EXPECTED.stream().noneMatch(message.text()::startsWith)) {
                tab.complaints.add(message.text());
            }
        });
        page.onPageError(tab.complaints::add);
        page.onFrameNavigated(frame -> {
            if (frame.parentFrame() == null) {
                tab.addresses.add(frame.url());
            }
        });
        page.onResponse(tab::watch);
        return tab;
    }

    private void watch(Response answer) {
        if (answer.url().startsWith(portal.resolve("api/").toString()) && answer.status() != 200) {
            failures.add(answer.status() + " " + answer.url());
        }
    }

    PortalTab open(String path) {
        page.navigate(portal.resolve(path).toString());
        return this;
    }

    PortalTab press(String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
        return this;
    }

    /** Fills Keycloak's form; names are passwords. */
    PortalTab logIn(String user) {
        page.fill("#username", user);
        page.fill("#password", user);
        page.click("#kc-login");
        return this;
    }

    /** The whole way of a person who comes for the first time. */
    PortalTab signIn(String user) {
        return open("").press("Sign in").logIn(user).awaitParts();
    }

    PortalTab awaitParts() {
        assertThat(page.locator("#parts tr")).hasCount(PARTS);
        return this;
    }

    /** Waits for the login page of Keycloak, which says that there is no session there. */
    PortalTab awaitLogin() {
        assertThat(page.locator("#username")).isVisible();
        return this;
    }

    /** Waits for a message, and for what it offers to do. */
    PortalTab awaitNotice(String error, List<String> buttons) {
        assertThat(page.locator("#notice[data-error=" + error + "]")).isVisible();
        assertThat(page.locator("#notice-buttons button")).hasText(buttons.toArray(String[]::new));
        return this;
    }

    PortalTab awaitNoNotice() {
        assertThat(page.locator("#notice")).isHidden();
        return this;
    }

    PortalTab awaitText(String selector, String text) {
        assertThat(page.locator(selector)).containsText(text);
        return this;
    }

    void awaitRenewals(int least) {
        page.waitForFunction("least => Number(document.querySelector('#renewals').textContent) >= least", least);
    }

    int renewals() {
        return Integer.parseInt(page.locator("#renewals").textContent());
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    /** The text of an answer of the portal to a request by script. */
    String fetched(String path) {
        return (String) page.evaluate(
                "path => fetch(path, { headers: { Accept: 'application/json' } }).then(answer => answer.text())",
                portal.resolve(path).toString());
    }

    /** Why a silent sign-in brought nothing, by the module that the portal uses for it. */
    String silentError() {
        return (String) page.evaluate(
                "script => import(script).then(signIn => signIn.renewSilently()).then(outcome => outcome.error)",
                portal.resolve("sign-in/freshet.js").toString());
    }

    /** All that scripts of this page can read without asking anybody. */
    String withinReach() {
        return page.evaluate("() => document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
                + page.content();
    }

    Page page() {
        return page;
    }

    /** The addresses that this tab was at, without those of frames in it. */
    List<String> addresses() {
        return List.copyOf(addresses);
    }

    /** Calls of the portal's own resources that did not succeed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Errors of scripts, and what the browser refused to do because of the page's policy. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void photograph(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setAnimations(ScreenshotAnimations.DISABLED));
    }
}
