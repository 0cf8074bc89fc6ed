package io.github.telemetryappender.core.auth;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * How far this machine's wall clock is from that of the servers, as their {@code Date} headers tell
 * (RFC 9110, section 6.6.1). For times that somebody else wrote down, such as the end of a token in
 * a file; a life that a server states in seconds needs no clock but ours. Any thread.
 */
final class ServerTime {

  /** A header tells whole seconds, and was on its way for a while: less than this says nothing. */
  private static final long MIN_SKEW_MILLIS = 5_000;

  private volatile long skewMillis;

  /** Takes note of a {@code Date} header; null, and what is no date, is passed over. */
  void note(@Nullable String date, long epochMillis) {
    if (date == null) {
      return;
    }
    try {
      long server =
          ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .toEpochMilli();
      long skew = server - epochMillis;
      skewMillis = Math.abs(skew) < MIN_SKEW_MILLIS ? 0 : skew;
    } catch (DateTimeException | ArithmeticException e) {
      // Not a date: the server is asked for none, so nothing is wrong.
    }
  }

  /** A time of our clock as the servers' clock would show it. */
  long of(long epochMillis) {
    return epochMillis + skewMillis;
  }
}
