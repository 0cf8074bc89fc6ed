package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Backoff backoff = new Backoff(SECOND, 60 * SECOND, 2);

  @Test
  void theCeilingDoublesUpToTheCap() {
    assertThat(backoff.ceilingNanos(0)).isEqualTo(SECOND);
    assertThat(backoff.ceilingNanos(1)).isEqualTo(2 * SECOND);
    assertThat(backoff.ceilingNanos(5)).isEqualTo(32 * SECOND);
    assertThat(backoff.ceilingNanos(6)).isEqualTo(60 * SECOND);
    assertThat(backoff.ceilingNanos(Integer.MAX_VALUE)).isEqualTo(60 * SECOND);
  }

  @Property
  void everyDrawLiesBetweenFloorAndCeiling(
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 4) long base,
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long cap,
      @ForAll @DoubleRange(min = 1, max = 10) double multiplier,
      @ForAll @IntRange(min = 0) int failures,
      @ForAll long seed) {
    Backoff any = new Backoff(base, Math.max(base, cap), multiplier);
    long nanos = any.drawNanos(failures, new SplittableRandom(seed));
    long ceiling = any.ceilingNanos(failures);
    assertThat(nanos).isBetween(Math.min(Backoff.FLOOR_NANOS, ceiling), ceiling);
    assertThat(ceiling).isLessThanOrEqualTo(any.capNanos());
  }

  @Test
  void drawsSpreadEvenlyAndDoNotPileUpAtTheCap() {
    SplittableRandom random = new SplittableRandom(1);
    int atCap = 0;
    int lowerHalf = 0;
    for (int i = 0; i < 20_000; i++) {
      long nanos = backoff.drawNanos(20, random);
      atCap += nanos >= 59.9 * SECOND ? 1 : 0;
      lowerHalf += nanos < 30 * SECOND ? 1 : 0;
    }
    assertThat(atCap).isLessThan(100);
    assertThat(lowerHalf).isBetween(9_500, 10_500);
  }

  @Test
  void theLeastDrawIsTheFloorAndTheMostTheCeiling() {
    assertThat(backoff.drawNanos(1, Draws.LOWEST)).isEqualTo(Backoff.FLOOR_NANOS);
    assertThat(backoff.drawNanos(1, Draws.HIGHEST)).isEqualTo(2 * SECOND);
    assertThat(backoff.drawNanos(99, Draws.HIGHEST)).isEqualTo(60 * SECOND);
  }

  @Test
  void aCeilingBelowTheFloorIsTheWait() {
    Backoff quick = new Backoff(Backoff.FLOOR_NANOS - 1, SECOND, 1);
    assertThat(quick.drawNanos(0, Draws.LOWEST)).isEqualTo(Backoff.FLOOR_NANOS - 1);
    assertThat(quick.drawNanos(0, Draws.HIGHEST)).isEqualTo(Backoff.FLOOR_NANOS - 1);
  }

  @Test
  void theExponentEndsAtThirty() {
    Backoff endless = new Backoff(1, Long.MAX_VALUE, 2);
    assertThat(endless.ceilingNanos(29)).isEqualTo(1L << 29);
    assertThat(endless.ceilingNanos(30)).isEqualTo(1L << 30);
    assertThat(endless.ceilingNanos(31)).isEqualTo(1L << 30);
  }

  @Test
  void anotherStartChangesTheFirstCeilingAndNotTheLast() {
    assertThat(backoff.startingAt(3 * SECOND)).isEqualTo(new Backoff(3 * SECOND, 60 * SECOND, 2));
    assertThat(backoff.startingAt(90 * SECOND)).isEqualTo(new Backoff(60 * SECOND, 60 * SECOND, 2));
  }
}
