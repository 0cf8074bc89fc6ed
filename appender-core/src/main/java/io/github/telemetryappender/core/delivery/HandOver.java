package io.github.telemetryappender.core.delivery;

import java.util.List;

/** Where a pipeline that stops leaves what it could not deliver. Called by the delivery thread. */
@FunctionalInterface
public interface HandOver {

  /** Offers what is left, all or nothing; never waits. */
  Reception leave(List<LeftDelivery> left);

  /** What became of the offer. */
  enum Reception {
    /** A pipeline that is running has it. */
    TAKEN_OVER,
    /** It waits for a pipeline to be started. */
    WAITS,
    /** Nobody takes it. */
    REFUSED
  }
}
