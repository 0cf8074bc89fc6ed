package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.time.HttpDate;
import java.util.Optional;
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
    Optional.ofNullable(date)
        .flatMap(text -> HttpDate.parse(text.strip()))
        .ifPresent(server -> skewMillis = skew(server.toEpochMilli() - epochMillis));
  }

  private static long skew(long millis) {
    return Math.abs(millis) < MIN_SKEW_MILLIS ? 0 : millis;
  }

  /** A time of our clock as the servers' clock would show it. */
  long of(long epochMillis) {
    return epochMillis + skewMillis;
  }
}
