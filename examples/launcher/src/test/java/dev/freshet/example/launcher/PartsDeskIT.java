package dev.freshet.example.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The example on Payara Micro. Its tokens live 10 s, so each of these minutes holds several expiries. */
@TestInstance(Lifecycle.PER_CLASS)
class PartsDeskIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private RunningPartsDesk desk;

    @BeforeAll
    void startsTheExample() throws IOException, InterruptedException {
        desk = RunningPartsDesk.start(Options.of(
                "--server",
                "payara-micro",
                "--home",
                System.getProperty("payara.jar"),
                "--war",
                System.getProperty("parts-desk.war"),
                "--folder",
                System.getProperty("folder")));
        desk.awaitPage();
    }

    @AfterAll
    void endsTheExample() {
        desk.close();
        assertFalse(desk.server().isAlive());
    }

    @Test
    void noCallFailsPastExpiriesAndARevocation() throws InterruptedException {
        StatusPage.Status first = desk.status();
        desk.await("three more tokens came", now -> now.refreshes() >= first.refreshes() + 3, LIMIT);
        desk.partner().login().revokeAccessTokens();
        StatusPage.Status last = desk.await("a 401 was absorbed", now -> now.absorbed() > first.absorbed(), LIMIT);

        assertEquals(first.failed(), last.failed());
        assertEquals(0, last.handedOn());
        assertTrue(last.calls() > first.calls());
        assertEquals(0, desk.partner().login().reuseEvents());
        assertEquals(1, desk.partner().login().mostUsesOfARefreshToken());
        assertEquals(1, desk.partner().login().tokenEndpoint().mostConcurrent());
    }

    @Test
    void pageShowsExpiriesARevocationAndAnOutage() {
        try (Browser browser = Browser.open(desk.uri())) {
            browser.awaitText("#state", "Sound|Recovered");
            int failed = browser.number("#failed");
            browser.awaitMore("#calls", browser.number("#calls") + 40);
            browser.awaitMore("#refreshes", browser.number("#refreshes") + 3);

            int absorbed = browser.number("#absorbed");
            browser.press(AriaRole.BUTTON, "Revoke all access tokens", "Enter");
            browser.awaitMore("#absorbed", absorbed + 1);
            assertEquals(failed, browser.number("#failed"));

            browser.press(AriaRole.BUTTON, "Break the token endpoint for 20 s", "Space");
            browser.awaitText("#meaning", "Calls go on with the token at hand");
            browser.awaitText("#meaning", "told when to come back; nothing is lost");
            browser.awaitText("#left", "next attempt in \\d+ s");
            browser.awaitText("#state", "Recovered");
            assertTrue(browser.number("#failed") > failed);

            browser.press(AriaRole.COMBOBOX, "Part number", "Enter");
            browser.awaitText("#part", "Oil filter: €8.90, 120 in stock");
            assertEquals("", browser.complaints());
        }
    }

    @Test
    void noSecretIsInTheStatusOrTheLog() throws IOException, InterruptedException {
        StatusPage.Status first = desk.status();
        desk.await("the next token came", now -> now.refreshes() > first.refreshes(), LIMIT);
        String shown = new StatusPage(desk.uri()).text().orElseThrow()
                + Files.readString(desk.server().log());

        assertTrue(shown.contains("\"refreshes\":"));
        desk.partner().login().secrets().forEach(secret -> assertFalse(shown.contains(secret)));
    }
}
