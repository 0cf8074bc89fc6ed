package io.github.telemetryappender.core.settings;

import java.time.Duration;
import java.util.List;

/**
 * When the appender raises its voice.
 *
 * @param voice whether changes of the level are told
 * @param failedAttempts in a row; default 1, 5, 20
 * @param oldestEventNanos the age of the oldest undelivered event; default 30 s, 2 min, 80 % of
 *     {@code retry.maxEventAge}
 * @param fillPercent how full the fullest place for waiting events is; default 50, 80, 95
 */
public record AlertsConfig(
    Voice voice, Levels failedAttempts, Levels oldestEventNanos, Levels fillPercent) {

  private static final int CRITICAL_AGE_PERCENT = 80;

  /** Whether changes of the level are told. */
  public enum Voice {
    ON,
    OFF
  }

  /** From which value on a signal has which level. */
  public record Levels(long notice, long warning, long critical) {

    static Levels of(List<Long> three) {
      return new Levels(three.get(0), three.get(1), three.get(2));
    }
  }

  /** Where nothing else was asked for, the age's last level is a share of the longest one. */
  static Levels defaultAges(Duration maxEventAge) {
    return new Levels(
        Duration.ofSeconds(30).toNanos(),
        Duration.ofMinutes(2).toNanos(),
        maxEventAge.toNanos() / 100 * CRITICAL_AGE_PERCENT);
  }
}
