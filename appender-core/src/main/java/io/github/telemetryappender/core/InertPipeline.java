package io.github.telemetryappender.core;

import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.DropReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Stands in where the settings were refused: takes nothing, and counts what it is given. */
final class InertPipeline<E> implements TelemetryPipeline<E> {

  private final EventSource<E> source;
  private final DoorCounts door = new DoorCounts(() -> {});

  InertPipeline(EventSource<E> source) {
    this.source = source;
  }

  @Override
  public void append(E event) {
    door.count(DropReason.NOT_STARTED, source.severity(event));
  }

  @Override
  public boolean isInert() {
    return true;
  }

  @Override
  public CompletableFuture<FlushReceipt> flush(Duration atMost) {
    return CompletableFuture.completedFuture(new FlushReceipt(0, 0, 0));
  }

  @Override
  public PipelineSnapshot snapshot() {
    return Snapshots.of(door);
  }

  @Override
  public void stop() {}
}
