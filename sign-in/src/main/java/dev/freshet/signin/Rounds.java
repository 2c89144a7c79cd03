package dev.freshet.signin;

import dev.freshet.refresh.TimeSource;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a browser has signed in within a minute. A session that does not stay, since its cookie does not come back,
 * would send it around for ever: the provider asks nobody twice.
 */
final class Rounds {

    static final int MOST = 20;

    private static final String COOKIE = "freshet-sign-in-rounds";
    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final Pattern VALUE = Pattern.compile("(\\d{1,3})-(\\d{1,15})");

    private final Departures departures;
    private final TimeSource time;

    Rounds(Departures departures, TimeSource time) {
        this.departures = departures;
        this.time = time;
    }

    /** Counts one more. @return whether that is too many */
    boolean isTooMany(Visit visit, HttpServletResponse response, String redirectUri) {
        long now = time.instant().getEpochSecond();
        Matcher matcher = VALUE.matcher(visit.cookies(COOKIE).findFirst().orElse(""));
        boolean running = matcher.matches() && now - Long.parseLong(matcher.group(2)) < WITHIN.toSeconds();
        int rounds = running ? Integer.parseInt(matcher.group(1)) + 1 : 1;
        String since = running ? matcher.group(2) : String.valueOf(now);
        departures.addCookie(visit, response, COOKIE, rounds + "-" + since, WITHIN, redirectUri);
        return rounds > MOST;
    }

    /** Begins anew. */
    void clear(Visit visit, HttpServletResponse response, String redirectUri) {
        if (visit.cookies(COOKIE).findFirst().isPresent()) {
            departures.addCookie(visit, response, COOKIE, "", Duration.ZERO, redirectUri);
        }
    }
}
