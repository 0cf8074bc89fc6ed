package io.github.telemetryappender.core.metrics;

import io.github.telemetryappender.core.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Readings that are at most 100 ms old, so that a burst of reads disturbs the delivery thread once;
 * even where the answer took long. Any thread; takes no lock, so two readers may both read afresh.
 */
public final class CachedReadings implements Supplier<Readings> {

  static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Supplier<Readings> source;
  private final Clock clock;
  private volatile @Nullable Latest latest;

  /**
   * @param source waits for a bounded time, and gives older ones where it got no answer
   */
  public CachedReadings(Supplier<Readings> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Readings get() {
    Latest last = latest;
    if (last != null && clock.nanos() - last.takenAtNanos() < MAX_AGE_NANOS) {
      return last.readings();
    }
    return fresh();
  }

  /** As they are now, however short a time ago others were taken. */
  public Readings fresh() {
    Readings fresh = source.get();
    latest = new Latest(fresh, clock.nanos()); // after the wait, so that no burst waits twice
    return fresh;
  }

  private record Latest(Readings readings, long takenAtNanos) {}
}
