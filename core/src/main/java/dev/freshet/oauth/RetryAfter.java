package dev.freshet.oauth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The header {@code Retry-After} in both its forms, seconds and date.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section 10.2.3</a>
 */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** The time to wait; empty if the header is in neither form. Never negative and never more than a day. */
    static Optional<Duration> parse(String header, Instant now) {
        String value = header.trim();
        try {
            Duration wait = value.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? seconds(value)
                    : Duration.between(now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(bounded(wait));
        } catch (DateTimeException | NumberFormatException neither) {
            return Optional.empty();
        }
    }

    private static Duration seconds(String digits) {
        // More than nine digits would be 30 years and could overflow.
        return digits.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
