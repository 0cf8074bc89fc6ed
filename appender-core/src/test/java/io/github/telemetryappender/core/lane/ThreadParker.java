package io.github.telemetryappender.core.lane;

import io.github.telemetryappender.core.time.Parker;
import java.util.concurrent.locks.LockSupport;

/** Rests the thread that made it. */
final class ThreadParker implements Parker {

  private final Thread owner = Thread.currentThread();

  @Override
  public void park(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  @Override
  public void unpark() {
    LockSupport.unpark(owner);
  }
}
