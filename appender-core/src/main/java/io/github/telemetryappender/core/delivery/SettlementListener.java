package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.metrics.Readings.Result;

/** Hears where the events of batches end. Called on the delivery thread; must return soon. */
@FunctionalInterface
public interface SettlementListener {

  /**
   * Events of a batch have come to their end.
   *
   * @param result {@code HELD} for events that are left to the pipeline that follows
   * @param reason of a closed set; empty for none
   * @param why in words; empty where they arrived
   * @param events which of the batch's; not to be kept
   */
  void settled(Batch batch, Result result, String reason, String why, SeverityCounts events);
}
