package io.github.telemetryappender.core.lane;

import io.github.telemetryappender.core.time.Parker;

/** Counts the wake-ups and never rests. */
final class RecordingParker implements Parker {

  int unparkCount;

  @Override
  public void park(long nanos) {}

  @Override
  public void unpark() {
    unparkCount++;
  }
}
