package io.github.telemetryappender.core.time;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Rests a real thread; the one home of {@link LockSupport}'s parking for the delivery thread. */
public final class ThreadParker implements Parker {

  private volatile @Nullable Thread thread;

  /** Says which thread rests here. Before it starts. */
  public void serve(Thread restingThread) {
    thread = restingThread;
  }

  @Override
  public void park(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  @Override
  public void unpark() {
    LockSupport.unpark(thread);
  }
}
