package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.transport.Header;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A Retry-After header in one of the forms servers send, and what it asks for.
 *
 * @param pauseNanos 0 where it is to be ignored; not capped
 */
record RetryAfterForm(List<Header> headers, long pauseNanos) {

  private static final String[] NONSENSE = {
    "", " ", "soon", "-5", "0", "1.5", "99999999999999999999", "Sun, 06 Nov 1994 08:49:37 GMT", "5s"
  };

  static RetryAfterForm draw(RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> seconds(1 + random.nextInt(30));
      case 2 -> seconds(random.nextInt(20) == 0 ? 1_000_000 : 30 + random.nextInt(300));
      case 3 -> date(1 + random.nextInt(60));
      default -> nonsense(random);
    };
  }

  private static RetryAfterForm seconds(long seconds) {
    return new RetryAfterForm(
        List.of(new Header("retry-after", " " + seconds)), seconds * Scenario.SECOND);
  }

  /** Against a server's clock that is a day off. */
  private static RetryAfterForm date(int seconds) {
    Instant serverTime = Instant.ofEpochSecond(1_600_000_000L);
    return new RetryAfterForm(
        List.of(
            new Header("Date", httpDate(serverTime)),
            new Header("Retry-After", httpDate(serverTime.plusSeconds(seconds)))),
        seconds * Scenario.SECOND);
  }

  private static String httpDate(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }

  private static RetryAfterForm nonsense(RandomGenerator random) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Retry-After", NONSENSE[random.nextInt(NONSENSE.length)]));
    return new RetryAfterForm(headers, 0);
  }
}
