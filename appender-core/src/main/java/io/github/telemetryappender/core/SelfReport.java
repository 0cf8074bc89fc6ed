package io.github.telemetryappender.core;

import io.github.telemetryappender.core.metrics.Announcer;
import io.github.telemetryappender.core.metrics.AppenderBean;
import io.github.telemetryappender.core.metrics.CachedReadings;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.HealthListener;
import io.github.telemetryappender.core.metrics.JmxRegistration;
import io.github.telemetryappender.core.metrics.Meters;
import io.github.telemetryappender.core.metrics.Readings;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import org.jspecify.annotations.Nullable;

/**
 * Shows a pipeline over JMX from its start to its stop, and in Micrometer from its first event to
 * its stop. Whatever goes wrong with that is one report and touches nothing else.
 */
final class SelfReport implements HealthListener {

  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration FLUSH_GRACE = Duration.ofSeconds(1);

  /** How long it is left alone after a look in vain for somebody who watches; doubled each time. */
  private static final long FIRST_LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long LONGEST_LOOK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String context;
  private final String name;
  private final Announcer announcer;
  private final Clock clock;
  private final Reporter reporter;
  private final TelemetryPipeline<?> pipeline;
  private final LongFunction<PipelineSnapshot> snapshot;
  private final CachedReadings readings;
  private final AppenderBean bean;
  private final Meters meters;
  private final AtomicInteger rows = new AtomicInteger();
  private final AtomicLong looksInVain = new AtomicLong();

  private volatile long lookAtNanos;
  private volatile boolean metersAreShown;

  private volatile @Nullable JmxRegistration registration;

  /**
   * @param snapshot of the pipeline; is told how long, in nanoseconds, it may take at most
   */
  SelfReport(
      String context,
      String name,
      Announcer announcer,
      Clock clock,
      Reporter reporter,
      TelemetryPipeline<?> pipeline,
      LongFunction<PipelineSnapshot> snapshot) {
    this.context = context;
    this.name = name;
    this.announcer = announcer;
    this.clock = clock;
    this.reporter = reporter;
    this.pipeline = pipeline;
    this.snapshot = snapshot;
    this.readings = new CachedReadings(this::read, clock);
    this.bean = new AppenderBean(readings, this::flush, announcer);
    this.meters = Meters.of(name, readings, reporter::warn);
    this.lookAtNanos = clock.nanos();
  }

  /** What shows up for the first time needs a meter; whoever reads must not wait for that. */
  private Readings read() {
    Readings read = Snapshots.readings(snapshot.apply(LONGEST_WAIT_NANOS));
    if (rows.getAndSet(read.rows()) != read.rows()) {
      showMeters();
    }
    return read;
  }

  /** Shows the pipeline in an MBean server; a Java without JMX has none. */
  void register(Supplier<MBeanServer> server) {
    try {
      registration = JmxRegistration.of(server.get(), context, name, bean);
    } catch (JMException | RuntimeException | LinkageError e) {
      reporter.warn("is not shown over JMX: " + e);
    }
  }

  /**
   * Shows the pipeline in Micrometer, soon, if somebody watches by now. Not before the first event:
   * Micrometer logs when it is used first, and before that the logging framework may still be
   * starting; the application binds its registry later still. Cheap, so that it can be called
   * whenever there are events. Any thread.
   */
  void eventsCame() {
    if (!metersAreShown && clock.nanos() - lookAtNanos >= 0) {
      lookAtNanos = clock.nanos() + LONGEST_LOOK_AGAIN_NANOS; // the look itself sets it right
      showMeters();
    }
  }

  private void showMeters() {
    announcer.execute(
        () -> {
          readings.fresh();
          metersAreShown = meters.show();
          if (!metersAreShown) {
            lookAtNanos = clock.nanos() + lookAgainNanos(looksInVain.getAndIncrement());
          }
        });
  }

  private static long lookAgainNanos(long looksInVain) {
    return Math.min(FIRST_LOOK_AGAIN_NANOS << Math.min(looksInVain, 20), LONGEST_LOOK_AGAIN_NANOS);
  }

  @Override
  public void changed(Health before, Health now, long nowNanos) {
    bean.changed(before, now, clock.epochMillis());
    showMeters();
  }

  private Map<String, Long> flush(Duration atMost) {
    long patienceNanos = atMost.plus(FLUSH_GRACE).toNanos();
    FlushReceipt receipt =
        BoundedWait.await(pipeline.flush(atMost), patienceNanos, clock)
            .orElseGet(() -> new FlushReceipt(0, 0, readings.get().total(Readings.Result.HELD)));
    Map<String, Long> named = new TreeMap<>();
    named.put("delivered", receipt.delivered());
    named.put("lost", receipt.lost());
    named.put("held", receipt.held());
    return named;
  }

  /**
   * Shows it no longer. Waits for what is being said just now, for after this the classes may be
   * taken away.
   */
  void close(long atMostNanos) {
    announcer.close();
    meters.close();
    closeJmx();
    Thread speaker = announcer.thread();
    if (speaker != null) {
      BoundedWait.awaitEnd(speaker, atMostNanos, clock);
    }
  }

  private void closeJmx() {
    JmxRegistration registered = registration;
    registration = null;
    if (registered != null) {
      try {
        registered.close();
      } catch (JMException | RuntimeException e) {
        reporter.warn("could not be taken off JMX: " + e);
      }
    }
  }
}
