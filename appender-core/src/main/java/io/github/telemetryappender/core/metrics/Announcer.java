package io.github.telemetryappender.core.metrics;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The thread on which other people's code hears from us, so that it holds up neither the caller nor
 * delivery: a daemon that is there only while there is something to say. Any thread hands over and
 * never waits; what finds no room is counted and forgotten.
 */
public final class Announcer implements Executor, AutoCloseable {

  static final int MAX_WAITING = 256;
  private static final long IDLE_SECONDS = 5;

  private final AtomicLong dropped = new AtomicLong();
  private final ThreadPoolExecutor thread;
  private volatile @Nullable Thread latest;

  public Announcer(String threadName) {
    this(threadName, MAX_WAITING);
  }

  /**
   * @param maxWaiting announcements that may wait for their turn
   */
  public Announcer(String threadName, int maxWaiting) {
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            work -> daemon(threadName, work));
    thread.allowCoreThreadTimeOut(true);
  }

  private Thread daemon(String name, Runnable work) {
    // Inherits nothing from whoever speaks first: it may be a thread of an application.
    Thread thread = new Thread(null, work, name, 0, /* inheritThreadLocals= */ false);
    thread.setDaemon(true);
    thread.setContextClassLoader(Announcer.class.getClassLoader());
    latest = thread;
    return thread;
  }

  @Override
  public void execute(Runnable announcement) {
    offer(announcement);
  }

  /** Whether it will be said; where not, it is counted. */
  public boolean offer(Runnable announcement) {
    try {
      thread.execute(announcement);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError noRoomOrNoThread) {
      dropped.incrementAndGet();
      return false;
    }
  }

  /** Announcements that found no room, or came after the end. */
  public long dropped() {
    return dropped.get();
  }

  /** The thread on which it speaks, or spoke last; null where it never had anything to say. */
  public @Nullable Thread thread() {
    return latest;
  }

  /** Interrupts what is being said, and forgets what waits. Never waits. */
  public void fallSilent() {
    thread.shutdownNow();
  }

  /** Says what waits, then ends. Never waits. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
