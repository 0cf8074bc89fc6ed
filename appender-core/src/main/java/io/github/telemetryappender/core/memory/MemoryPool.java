package io.github.telemetryappender.core.memory;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that is handed out and taken back; it never hands out more than it has. */
public final class MemoryPool {

  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  public MemoryPool(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes {@code bytes} if they are there. Any thread; never waits. */
  public boolean tryReserve(long bytes) {
    long used = usedBytes.get();
    while (used + bytes <= maxBytes) {
      if (usedBytes.compareAndSet(used, used + bytes)) {
        return true;
      }
      used = usedBytes.get();
    }
    return false;
  }

  /** Gives back what {@link #tryReserve} took. */
  public void release(long bytes) {
    long left = usedBytes.addAndGet(-bytes);
    assert left >= 0 : "released more than was reserved: " + left;
  }

  public long usedBytes() {
    return usedBytes.get();
  }

  public long maxBytes() {
    return maxBytes;
  }
}
