package io.github.telemetryappender.benchmarks;

/** What logging allocates on the thread that logs. */
final class AllocationProbe {

  static final int EVENTS = 20_000;

  private static final int BATCH = 20;

  private final EventLog log;
  private final Workload workload;

  AllocationProbe(EventLog log, Workload workload) {
    this.log = log;
    this.workload = workload;
  }

  /** Bytes per event on a thread of its own, at a pace that nothing is dropped at. */
  double bytesPerEvent() {
    double[] result = new double[1];
    Thread thread = new Thread(() -> result[0] = measure(), "http-nio-8080-exec-0");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
    return result[0];
  }

  private double measure() {
    log.fillMdc();
    log(0); // what is allocated once for each thread
    long startNanos = System.nanoTime();
    long bytes = 0;
    for (int i = 1; i < EVENTS / BATCH; i++) {
      CallTimes.await(startNanos + i * 1_000_000L, true);
      long before = Machine.allocatedBytesOfThisThread();
      log(i);
      bytes += Machine.allocatedBytesOfThisThread() - before;
    }
    return (double) bytes / (EVENTS - BATCH);
  }

  private void log(int batch) {
    for (int i = 0; i < BATCH; i++) {
      log.info(workload.order(i + batch), workload.customer(i + batch));
    }
  }
}
