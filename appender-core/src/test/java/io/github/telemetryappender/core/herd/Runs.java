package io.github.telemetryappender.core.herd;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many runs side by side, each in one thread, with a line for each that ends. What the same code
 * ran before is not run again.
 */
final class Runs {

  private static final int THREADS =
      Integer.getInteger("herd.threads", Runtime.getRuntime().availableProcessors());

  private final RunLog log = RunLog.open();
  private final AtomicInteger ended = new AtomicInteger();
  private final int count;

  private Runs(int count) throws IOException {
    this.count = count;
  }

  /** In the order of the runs; the long ones are run first, so that all threads end together. */
  static List<Finding> of(List<Run> runs) throws IOException, InterruptedException {
    Runs all = new Runs(runs.size());
    List<Callable<Finding>> tasks =
        runs.stream()
            .sorted(Comparator.comparingLong(Run::weight).reversed())
            .map(run -> (Callable<Finding>) () -> all.finding(run))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (Future<Finding> task : threads.invokeAll(tasks)) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return runs.stream().map(all.log::get).toList();
  }

  private Finding finding(Run run) {
    Finding known = log.get(run);
    if (known != null) {
      ended.incrementAndGet();
      return known;
    }
    long begin = System.nanoTime();
    Finding finding = run.finding();
    log.add(finding);
    String line = "%d of %d: %.1f s for %s%s%n";
    double seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
    List<String> broken = Bound.brokenBy(finding).stream().map(bound -> bound.of(finding)).toList();
    System.out.printf(
        Locale.ROOT,
        line,
        ended.incrementAndGet(),
        count,
        seconds,
        run.words(),
        broken.isEmpty() ? "" : "; beyond: " + String.join(", ", broken));
    return finding;
  }
}
