package io.github.telemetryappender.core;

import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.metrics.AlertLevel;
import io.github.telemetryappender.core.metrics.Announcer;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.DropReason;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.HealthLevel;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.metrics.Vitals;
import io.github.telemetryappender.core.time.Clock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Stands in where the settings were refused: takes nothing, counts what it is given, and shows that
 * and why to those who watch. Its health is the worst there is, for whatever is logged is lost.
 */
final class InertPipeline<E> implements TelemetryPipeline<E> {

  private static final long STOP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final EventSource<E> source;
  private final String refusal;
  private final Vitals vitals;
  private final SelfReport selfReport;
  private final DoorCounts door;

  private InertPipeline(
      String context, String name, EventSource<E> source, ReportChannel reports, String refusal) {
    this.source = source;
    this.refusal = refusal;
    this.vitals =
        Vitals.NONE.with(
            new Health(
                HealthLevel.LOSING_URGENT, AlertLevel.CRITICAL, "the settings were refused"));
    this.selfReport =
        new SelfReport(
            context,
            name,
            new Announcer(SelfLog.THREAD_PREFIX + "-announcer-" + name),
            Clock.system(),
            new Reporter(name, reports),
            this,
            nanos -> snapshot());
    this.door = new DoorCounts(() -> {});
  }

  /**
   * Starts to count.
   *
   * @param refusal why the settings cannot be used
   */
  static <E> InertPipeline<E> start(
      String context, String name, EventSource<E> source, ReportChannel reports, String refusal) {
    InertPipeline<E> inert = new InertPipeline<>(context, name, source, reports, refusal);
    inert.selfReport.register(ManagementFactory::getPlatformMBeanServer);
    return inert;
  }

  @Override
  public void append(E event) {
    door.count(DropReason.NOT_STARTED, source.severity(event));
    selfReport.eventsCame();
  }

  @Override
  public boolean isInert() {
    return true;
  }

  @Override
  public CompletableFuture<FlushReceipt> flush(Duration atMost) {
    return CompletableFuture.completedFuture(new FlushReceipt(0, 0, 0));
  }

  /** Nothing is accepted here, and so nothing becomes of it. */
  @Override
  public void listen(DeliveryListener listener) {}

  @Override
  public PipelineSnapshot snapshot() {
    return Snapshots.ofDoor(door, refusal, vitals);
  }

  @Override
  public void stop() {
    selfReport.close(STOP_NANOS);
  }
}
