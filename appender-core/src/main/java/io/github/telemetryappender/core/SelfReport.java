package io.github.telemetryappender.core;

import io.github.telemetryappender.core.metrics.Announcer;
import io.github.telemetryappender.core.metrics.AppenderBean;
import io.github.telemetryappender.core.metrics.CachedReadings;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.HealthListener;
import io.github.telemetryappender.core.metrics.JmxRegistration;
import io.github.telemetryappender.core.metrics.Readings;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import org.jspecify.annotations.Nullable;

/**
 * Shows a pipeline over JMX from its start to its stop. Whatever goes wrong with that is one report
 * and touches nothing else.
 */
final class SelfReport implements HealthListener, AutoCloseable {

  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration FLUSH_GRACE = Duration.ofSeconds(1);

  private final String context;
  private final String name;
  private final Announcer announcer;
  private final Clock clock;
  private final Reporter reporter;
  private final RunningPipeline<?> pipeline;
  private final CachedReadings readings;
  private final AppenderBean bean;

  private volatile @Nullable JmxRegistration registration;

  SelfReport(
      String context,
      String name,
      Announcer announcer,
      Clock clock,
      Reporter reporter,
      RunningPipeline<?> pipeline) {
    this.context = context;
    this.name = name;
    this.announcer = announcer;
    this.clock = clock;
    this.reporter = reporter;
    this.pipeline = pipeline;
    this.readings =
        new CachedReadings(
            () -> Snapshots.readings(pipeline.snapshotOldRatherThanLate(LONGEST_WAIT_NANOS)),
            clock);
    this.bean = new AppenderBean(readings, this::flush, announcer);
  }

  /** Shows the pipeline in an MBean server; a Java without JMX has none. */
  void register(Supplier<MBeanServer> server) {
    try {
      registration = JmxRegistration.of(server.get(), context, name, bean);
    } catch (JMException | RuntimeException | LinkageError e) {
      reporter.warn("is not shown over JMX: " + e);
    }
  }

  @Override
  public void changed(Health before, Health now, long nowNanos) {
    bean.changed(before, now, clock.epochMillis());
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

  /** Shows it no longer. */
  @Override
  public void close() {
    announcer.close();
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
