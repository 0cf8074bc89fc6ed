package io.github.telemetryappender.core.metrics;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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

  public Announcer(String threadName) {
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            work -> daemon(threadName, work),
            (work, refusing) -> dropped.incrementAndGet());
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable announcement) {
    thread.execute(announcement);
  }

  /** Announcements that found no room, or came after the end. */
  public long dropped() {
    return dropped.get();
  }

  /** Says what waits, then ends. Never waits. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
