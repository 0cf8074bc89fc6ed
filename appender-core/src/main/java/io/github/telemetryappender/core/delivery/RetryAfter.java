package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.transport.ExchangeResult;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Retry-After} (RFC 9110, section 10.2.3): a number of seconds, or a date, which is
 * held against the answer's own {@code Date} and not against our clock. Whatever it cannot read, a
 * negative one and zero count as "no such header".
 */
final class RetryAfter {

  /** The longest pause an endpoint can ask for. */
  static final long MAX_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final int MAX_DIGITS = 19;

  private RetryAfter() {}

  /** How long the endpoint asks us to stay away, 1 ns..1 h; empty where it does not say. */
  static OptionalLong nanos(ExchangeResult.Answered answer) {
    String value = answer.header("Retry-After");
    if (value == null || value.isBlank()) {
      return OptionalLong.empty();
    }
    String text = value.trim();
    OptionalLong nanos = isNumber(text) ? ofSeconds(text) : ofDate(text, answer.header("Date"));
    return nanos.isPresent() && nanos.getAsLong() > 0 ? nanos : OptionalLong.empty();
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static OptionalLong ofSeconds(String digits) {
    if (digits.length() > MAX_DIGITS) {
      return OptionalLong.empty();
    }
    try {
      long seconds = Long.parseLong(digits);
      return OptionalLong.of(
          Math.min(TimeUnit.SECONDS.toNanos(Math.min(seconds, 1L << 32)), MAX_NANOS));
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // nineteen digits can still pass the largest long
    }
  }

  private static OptionalLong ofDate(String text, @Nullable String serverDate) {
    try {
      ZonedDateTime until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      if (serverDate == null) {
        return OptionalLong.empty();
      }
      ZonedDateTime now =
          ZonedDateTime.parse(serverDate.trim(), DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(now, until);
      return OptionalLong.of(
          wait.compareTo(Duration.ofNanos(MAX_NANOS)) > 0 ? MAX_NANOS : wait.toNanos());
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }
}
