package io.github.telemetryappender.core;

import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.delivery.LedgerSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.DoorCounts;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Puts the two sides of the door together into one snapshot. */
final class Snapshots {

  private Snapshots() {}

  /** Of a pipeline that never accepted anything. */
  static PipelineSnapshot of(DoorCounts door) {
    return new PipelineSnapshot(
        bySeverity(severity -> new Counts(0, 0, 0, 0, 0, 0, 0, 0, door.of(severity))),
        Map.of(),
        droppedByReason(door),
        Map.of(),
        0,
        0,
        "");
  }

  static PipelineSnapshot of(LedgerSnapshot ledger, DoorCounts door) {
    return new PipelineSnapshot(
        bySeverity(severity -> counts(ledger, door, severity)),
        ledger.lostByReason(),
        droppedByReason(door),
        ledger.attemptsByOutcome(),
        ledger.heldBytes(),
        ledger.inFlight(),
        ledger.lastError());
  }

  /** The same ledger with what was refused at the door until now. */
  static PipelineSnapshot withDoor(PipelineSnapshot ledger, DoorCounts door) {
    return new PipelineSnapshot(
        bySeverity(severity -> withDropped(ledger.counts(severity), door.of(severity))),
        ledger.lostByReason(),
        droppedByReason(door),
        ledger.attemptsByOutcome(),
        ledger.heldBytes(),
        ledger.inFlight(),
        ledger.lastError());
  }

  private static Counts withDropped(Counts counts, long dropped) {
    return new Counts(
        counts.accepted(),
        counts.delivered(),
        counts.rejected(),
        counts.expired(),
        counts.evicted(),
        counts.abandoned(),
        counts.held(),
        counts.waitingForRetry(),
        dropped);
  }

  private static Counts counts(LedgerSnapshot ledger, DoorCounts door, Severity severity) {
    return new Counts(
        ledger.accepted().of(severity),
        ledger.delivered().of(severity),
        ledger.rejected().of(severity),
        ledger.expired().of(severity),
        ledger.evicted().of(severity),
        ledger.abandoned().of(severity),
        ledger.held().of(severity),
        ledger.waitingForRetry().of(severity),
        door.of(severity));
  }

  private static Map<Severity, Counts> bySeverity(Function<Severity, Counts> counts) {
    Map<Severity, Counts> bySeverity = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      bySeverity.put(severity, counts.apply(severity));
    }
    return bySeverity;
  }

  private static Map<String, Long> droppedByReason(DoorCounts door) {
    Map<String, Long> byLabel = new TreeMap<>();
    door.byReason().forEach((reason, count) -> byLabel.put(reason.label(), count));
    return byLabel;
  }
}
