package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.SECOND;

import io.github.telemetryappender.core.auth.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Issues tokens for as long as it likes, and takes them back. */
final class SimIssuer {

  /** In every token's value, to be found where it should not be. */
  static final String MARK = "t0ken-s3cret-";

  static final long HARD_STOP_NANOS = 5 * SECOND;

  private static final int SHORTEST_SECONDS = 30;

  private final SimClock clock;
  private final SplittableRandom random;
  private final Map<String, Issued> issued = new HashMap<>();
  private int firstValid;
  private boolean healed;

  SimIssuer(SimClock clock, SplittableRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** A new token, and what is known of it. */
  Issued issue(boolean isShort) {
    String value = MARK + issued.size();
    Issued grant = isShort || random.nextInt(3) > 0 ? ending(value, isShort) : endless(value);
    issued.put(value, grant);
    return grant;
  }

  private Issued endless(String value) {
    return new Issued(Token.of(value), clock.elapsed(), Timeline.NEVER, Long.MAX_VALUE);
  }

  private Issued ending(String value, boolean isShort) {
    long seconds = isShort ? random.nextInt(20) : SHORTEST_SECONDS + random.nextInt(3600);
    boolean byWallClock = random.nextBoolean();
    return new Issued(
        byWallClock
            ? Token.until(value, Instant.ofEpochMilli(clock.epochMillis()).plusSeconds(seconds))
            : Token.lasting(value, Duration.ofSeconds(seconds)),
        clock.elapsed(),
        seconds * SECOND,
        clock.epochMillis() + seconds * 1000);
  }

  /** Holds a request's credential against what was issued. */
  void checkSent(String value) {
    Issued grant = issued.get(value);
    if (grant == null) {
      throw new Violation("13 auth", "a token was sent that was never issued: %s", value);
    }
    if (clock.elapsed() >= grant.stopsAtNanos()) {
      throw new Violation("13 auth", "a token was sent past its hard stop");
    }
  }

  /** Whether the server takes the token. */
  boolean isValid(String value) {
    return healed || Integer.parseInt(value.substring(MARK.length())) >= firstValid;
  }

  void revokeAll() {
    firstValid = issued.size();
  }

  void heal() {
    healed = true;
  }

  /**
   * A token that was issued.
   *
   * @param atNanos when, on the clock of the run
   * @param lifeNanos {@link Timeline#NEVER} for no end
   * @param endsAtEpochMillis by the wall clock of then
   */
  record Issued(Token token, long atNanos, long lifeNanos, long endsAtEpochMillis) {

    boolean isEndless() {
      return lifeNanos == Timeline.NEVER;
    }

    /** Whether it may have to be out of use before the next one is there. */
    boolean isShort() {
      return lifeNanos < SHORTEST_SECONDS * SECOND;
    }

    /** From when it must not be sent any more. */
    long stopsAtNanos() {
      return isEndless() ? Timeline.NEVER : atNanos + lifeNanos - HARD_STOP_NANOS;
    }

    /** Whether it lasts long enough to be used at all. */
    boolean isUsable() {
      return lifeNanos > HARD_STOP_NANOS;
    }

    /** {@code exp - min(120 s, life/2) - U(0, min(60 s, life/10))}: when it may be refreshed. */
    long mayBeRefreshedAtNanos() {
      return mustBeRefreshedAtNanos() - Math.min(60 * SECOND, lifeNanos / 10);
    }

    /** The same at the latest. */
    long mustBeRefreshedAtNanos() {
      long margin = Math.min(120 * SECOND, lifeNanos / 2);
      return isEndless() ? Timeline.NEVER : atNanos + lifeNanos - Math.max(margin, HARD_STOP_NANOS);
    }
  }
}
