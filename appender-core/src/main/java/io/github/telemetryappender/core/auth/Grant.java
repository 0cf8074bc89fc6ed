package io.github.telemetryappender.core.auth;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.telemetryappender.core.transport.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A token that has arrived and can be used, with its deadlines on the monotonic clock. Immutable.
 *
 * @param lifeNanos above {@link #HARD_STOP_MARGIN_NANOS}, or {@link #ENDLESS}
 * @param endsAtEpochMillis by the wall clock, for machines that were suspended; no meaning when
 *     endless
 */
record Grant(
    String value, long receivedAtNanos, long lifeNanos, long endsAtEpochMillis, Header header) {

  /** A token is not sent within this time of its end: a request takes time, clocks differ. */
  static final long HARD_STOP_MARGIN_NANOS = SECONDS.toNanos(5);

  private static final Duration HARD_STOP_MARGIN = Duration.ofNanos(HARD_STOP_MARGIN_NANOS);

  static final long ENDLESS = Long.MAX_VALUE;

  private static final long MAX_SOFT_MARGIN_NANOS = SECONDS.toNanos(120);
  private static final long MAX_SPREAD_NANOS = SECONDS.toNanos(60);

  /** A life beyond this is as good as none, and keeps all sums far from overflow. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

  /**
   * Judges a token.
   *
   * @throws RefreshException saying what is wrong with it, without its value
   */
  static Grant of(@Nullable Token token, long receivedAtNanos, long receivedAtEpochMillis)
      throws RefreshException {
    if (token == null) {
      throw RefreshException.unusable("there is none: null was returned");
    }
    String flaw = CredentialHeaders.flawOfToken(token.value());
    if (flaw != null) {
      throw RefreshException.unusable("its value " + flaw);
    }
    long lifeNanos = lifeNanos(token, receivedAtEpochMillis);
    long endsAtEpochMillis = receivedAtEpochMillis + NANOSECONDS.toMillis(lifeNanos);
    Header header = CredentialHeaders.bearer(token.value());
    return new Grant(token.value(), receivedAtNanos, lifeNanos, endsAtEpochMillis, header);
  }

  private static long lifeNanos(Token token, long receivedAtEpochMillis) throws RefreshException {
    Duration life = token.life();
    Instant expiresAt = token.expiresAt();
    if (life == null && expiresAt != null) {
      life = Duration.between(Instant.ofEpochMilli(receivedAtEpochMillis), expiresAt);
    }
    if (life == null || life.compareTo(LONGEST_LIFE) > 0) {
      return ENDLESS;
    }
    if (life.isZero() || life.isNegative()) {
      throw RefreshException.unusable("it has ended, its life is " + life);
    }
    if (life.compareTo(HARD_STOP_MARGIN) <= 0) {
      throw RefreshException.unusable(
          "it lasts "
              + life
              + ", and none is sent in the last "
              + HARD_STOP_MARGIN
              + " of its life");
    }
    return life.toNanos();
  }

  boolean isEndless() {
    return lifeNanos == ENDLESS;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - receivedAtNanos;
  }

  /** From here on it is not sent any more. */
  boolean isPastHardStop(long nowNanos) {
    return usableNanos(nowNanos) <= 0;
  }

  /** For how long it may still be sent; 0 and less from its hard stop on. */
  long usableNanos(long nowNanos) {
    return isEndless() ? ENDLESS : lifeNanos - HARD_STOP_MARGIN_NANOS - ageNanos(nowNanos);
  }

  /**
   * Whether the wall clock says that it has ended: the monotonic clock may have stood still while
   * the machine was suspended. A reason to refresh, not to stop sending: wall clocks jump.
   */
  boolean hasEndedByWallClock(long epochMillis) {
    return !isEndless() && epochMillis >= endsAtEpochMillis;
  }

  /**
   * When to refresh it, while it is still used: {@code exp - min(120 s, life/2) - U(0, min(60 s,
   * life/10))}, not after the hard stop. The random part spreads a fleet that was deployed at once.
   */
  long refreshAtNanos(RandomGenerator random) {
    long margin = Math.min(MAX_SOFT_MARGIN_NANOS, lifeNanos / 2);
    long spread = Math.min(MAX_SPREAD_NANOS, lifeNanos / 10);
    long soft = lifeNanos - margin - random.nextLong(spread + 1);
    return receivedAtNanos + Math.min(soft, lifeNanos - HARD_STOP_MARGIN_NANOS);
  }

  @Override
  public String toString() {
    return isEndless()
        ? "token without a known end"
        : "token lasting " + Duration.ofNanos(lifeNanos);
  }
}
