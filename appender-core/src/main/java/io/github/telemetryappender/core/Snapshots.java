package io.github.telemetryappender.core;

import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.delivery.LedgerSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.Readings;
import io.github.telemetryappender.core.metrics.Readings.Result;
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
        ledger.lastError(),
        ledger.vitals());
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
        ledger.lastError(),
        ledger.vitals());
  }

  /** The same as JMX and Micrometer show it. */
  static Readings readings(PipelineSnapshot snapshot) {
    Map<Result, Map<Severity, Long>> events = new EnumMap<>(Result.class);
    for (Result result : Result.values()) {
      Map<Severity, Long> bySeverity = new EnumMap<>(Severity.class);
      for (Severity severity : Severity.values()) {
        bySeverity.put(severity, of(result, snapshot.counts(severity)));
      }
      events.put(result, bySeverity);
    }
    return new Readings(
        events,
        snapshot.lostByReason(),
        snapshot.droppedByReason(),
        snapshot.attemptsByOutcome(),
        snapshot.heldBytes(),
        snapshot.inFlight(),
        snapshot.lastError(),
        snapshot.vitals());
  }

  private static long of(Result result, Counts counts) {
    return switch (result) {
      case ACCEPTED -> counts.accepted();
      case RECOVERED -> 0; // nothing comes back without a spool
      case DELIVERED -> counts.delivered();
      case REJECTED -> counts.rejected();
      case EXPIRED -> counts.expired();
      case EVICTED -> counts.evicted();
      case ABANDONED -> counts.abandoned();
      case HELD -> counts.held();
      case DROPPED -> counts.dropped();
    };
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
