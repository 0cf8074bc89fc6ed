package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.time.HttpDate;
import io.github.telemetryappender.core.transport.ExchangeResult;
import java.time.Duration;
import java.util.Optional;
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

  private static final long MAX_SECONDS = TimeUnit.NANOSECONDS.toSeconds(MAX_NANOS);
  private static final int MAX_DIGITS = 19;

  private RetryAfter() {}

  /** How long the endpoint asks us to stay away, 1 s..1 h; empty where it does not say. */
  static OptionalLong nanos(ExchangeResult.Answered answer) {
    String header = answer.header("Retry-After");
    if (header == null) {
      return OptionalLong.empty();
    }
    String text = header.trim();
    long seconds = isNumber(text) ? number(text) : secondsUntil(text, answer.header("Date"));
    return seconds > 0
        ? OptionalLong.of(TimeUnit.SECONDS.toNanos(Math.min(seconds, MAX_SECONDS)))
        : OptionalLong.empty();
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long number(String digits) {
    try {
      return digits.length() > MAX_DIGITS ? 0 : Long.parseLong(digits);
    } catch (NumberFormatException emptyOrPastTheLargestLong) {
      return 0;
    }
  }

  private static long secondsUntil(String date, @Nullable String serverDate) {
    return Optional.ofNullable(serverDate)
        .flatMap(text -> HttpDate.parse(text.trim()))
        .flatMap(now -> HttpDate.parse(date).map(until -> Duration.between(now, until).toSeconds()))
        .orElse(0L);
  }
}
