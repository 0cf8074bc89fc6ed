package io.github.telemetryappender.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long logging calls take at a given pace. Each thread has its own plan of when to log; a call
 * that is late is made at once, and the plan stays as it was. What is measured is the call itself,
 * two readings of the clock included.
 */
final class CallTimes {

  private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final EventLog log;
  private final Workload workload;

  CallTimes(EventLog log, Workload workload) {
    this.log = log;
    this.workload = workload;
  }

  /**
   * A load.
   *
   * @param threads one of them waits by spinning, several by parking
   * @param eventsPerSecond of all threads together
   * @param millis how long
   * @param failureEvery each so manieth event has an exception; 0 for none
   */
  record Load(int threads, int eventsPerSecond, long millis, int failureEvery) {

    long eventsPerThread() {
      return eventsPerSecond * millis / 1000 / threads;
    }

    long events() {
      return eventsPerThread() * threads;
    }
  }

  /** Puts the load on, and returns the durations of all calls in nanoseconds. */
  Histogram measure(Load load) {
    List<Histogram> histograms = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long startNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    for (int i = 0; i < load.threads(); i++) {
      Histogram histogram = histogram();
      histograms.add(histogram);
      long gap = TimeUnit.SECONDS.toNanos(1) * load.threads() / load.eventsPerSecond();
      long firstNanos = startNanos + gap * i / load.threads();
      threads.add(
          new Thread(() -> run(load, firstNanos, gap, histogram), "http-nio-8080-exec-" + i));
    }
    threads.forEach(Thread::start);
    threads.forEach(CallTimes::join);
    Histogram all = histograms.get(0);
    histograms.stream().skip(1).forEach(all::add);
    return all;
  }

  static Histogram histogram() {
    return new Histogram(HIGHEST_NANOS, 3);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private void run(Load load, long firstNanos, long gapNanos, Histogram histogram) {
    log.fillMdc();
    boolean spins = load.threads() == 1;
    long count = load.eventsPerThread();
    for (long i = 0; i < count; i++) {
      boolean fails = load.failureEvery() > 0 && i % load.failureEvery() == 0;
      RuntimeException thrown = fails ? Workload.exception() : null;
      await(firstNanos + i * gapNanos, spins);
      String order = workload.order(i);
      String customer = workload.customer(i);
      long beforeNanos = System.nanoTime();
      if (thrown == null) {
        log.info(order, customer);
      } else {
        log.error(order, customer, thrown);
      }
      histogram.recordValue(System.nanoTime() - beforeNanos);
    }
  }

  static void await(long atNanos, boolean spins) {
    long left = atNanos - System.nanoTime();
    while (left > 0) {
      if (spins) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(left);
      }
      left = atNanos - System.nanoTime();
    }
  }
}
