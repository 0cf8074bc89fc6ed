package io.github.telemetryappender.core;

import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.delivery.LedgerSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.DropReason;
import io.github.telemetryappender.core.metrics.Readings;
import io.github.telemetryappender.core.metrics.Readings.Result;
import io.github.telemetryappender.core.metrics.Vitals;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Puts the two sides of the door together into one snapshot. */
final class Snapshots {

  private static final Counts NOTHING = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private Snapshots() {}

  /** Of a pipeline that never accepted anything. */
  static PipelineSnapshot of(DoorCounts door) {
    return ofDoor(door, "", Vitals.NONE);
  }

  /** Of a pipeline that never will. */
  static PipelineSnapshot ofDoor(DoorCounts door, String lastError, Vitals vitals) {
    Map<String, Map<Severity, Long>> refusals = refusals(door);
    return new PipelineSnapshot(
        bySeverity(severity -> withDropped(NOTHING, sum(refusals, severity))),
        Map.of(),
        refusals,
        Map.of(),
        0,
        0,
        lastError,
        vitals);
  }

  static PipelineSnapshot of(LedgerSnapshot ledger, DoorCounts door) {
    Map<String, Map<Severity, Long>> refusals = refusals(door);
    return new PipelineSnapshot(
        bySeverity(severity -> counts(ledger, sum(refusals, severity), severity)),
        losses(ledger),
        refusals,
        ledger.attemptsByOutcome(),
        ledger.heldBytes(),
        ledger.inFlight(),
        ledger.lastError(),
        ledger.vitals());
  }

  /** The same ledger with what was refused at the door until now. */
  static PipelineSnapshot withDoor(PipelineSnapshot ledger, DoorCounts door) {
    Map<String, Map<Severity, Long>> refusals = refusals(door);
    return new PipelineSnapshot(
        bySeverity(severity -> withDropped(ledger.counts(severity), sum(refusals, severity))),
        ledger.losses(),
        refusals,
        ledger.attemptsByOutcome(),
        ledger.heldBytes(),
        ledger.inFlight(),
        ledger.lastError(),
        ledger.vitals());
  }

  /** The same when nobody has taken over in time what was left. */
  static PipelineSnapshot withNothingHeld(PipelineSnapshot ledger) {
    Map<String, Map<Severity, Long>> losses = new TreeMap<>(ledger.losses());
    losses.merge("abandoned.shutdown", held(ledger), Snapshots::sum);
    return new PipelineSnapshot(
        bySeverity(severity -> withHeldAbandoned(ledger.counts(severity))),
        losses,
        ledger.refusals(),
        ledger.attemptsByOutcome(),
        0,
        ledger.inFlight(),
        ledger.lastError(),
        ledger.vitals());
  }

  private static Map<Severity, Long> held(PipelineSnapshot ledger) {
    Map<Severity, Long> held = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      if (ledger.counts(severity).held() > 0) {
        held.put(severity, ledger.counts(severity).held());
      }
    }
    return held;
  }

  private static Map<Severity, Long> sum(Map<Severity, Long> one, Map<Severity, Long> other) {
    Map<Severity, Long> sum = new EnumMap<>(Severity.class);
    sum.putAll(one);
    other.forEach((severity, events) -> sum.merge(severity, events, Long::sum));
    return sum;
  }

  private static Counts withHeldAbandoned(Counts counts) {
    return new Counts(
        counts.accepted(),
        counts.recovered(),
        counts.delivered(),
        counts.rejected(),
        counts.expired(),
        counts.evicted(),
        counts.abandoned() + counts.held(),
        0,
        0,
        counts.dropped());
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
        snapshot.losses(),
        snapshot.refusals(),
        snapshot.attemptsByOutcome(),
        snapshot.heldBytes(),
        snapshot.inFlight(),
        snapshot.lastError(),
        snapshot.vitals());
  }

  private static long of(Result result, Counts counts) {
    return switch (result) {
      case ACCEPTED -> counts.accepted();
      case RECOVERED -> counts.recovered();
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
        counts.recovered(),
        counts.delivered(),
        counts.rejected(),
        counts.expired(),
        counts.evicted(),
        counts.abandoned(),
        counts.held(),
        counts.waitingForRetry(),
        dropped);
  }

  private static Counts counts(LedgerSnapshot ledger, long dropped, Severity severity) {
    return new Counts(
        ledger.accepted().of(severity),
        ledger.recovered().of(severity),
        ledger.delivered().of(severity),
        ledger.rejected().of(severity),
        ledger.expired().of(severity),
        ledger.evicted().of(severity),
        ledger.abandoned().of(severity),
        ledger.held().of(severity),
        ledger.waitingForRetry().of(severity),
        dropped);
  }

  private static Map<Severity, Counts> bySeverity(Function<Severity, Counts> counts) {
    Map<Severity, Counts> bySeverity = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      bySeverity.put(severity, counts.apply(severity));
    }
    return bySeverity;
  }

  private static Map<String, Map<Severity, Long>> losses(LedgerSnapshot ledger) {
    Map<String, Map<Severity, Long>> byReason = new TreeMap<>();
    ledger.losses().forEach((reason, counts) -> byReason.put(reason, present(counts::of)));
    return byReason;
  }

  private static Map<String, Map<Severity, Long>> refusals(DoorCounts door) {
    Map<String, Map<Severity, Long>> byReason = new TreeMap<>();
    for (DropReason reason : DropReason.values()) {
      Map<Severity, Long> counts = present(severity -> door.of(reason, severity));
      if (!counts.isEmpty()) {
        byReason.put(reason.label(), counts);
      }
    }
    return byReason;
  }

  private static long sum(Map<String, Map<Severity, Long>> byReason, Severity severity) {
    return byReason.values().stream().mapToLong(counts -> counts.getOrDefault(severity, 0L)).sum();
  }

  /** The severities of which there is an event. */
  private static Map<Severity, Long> present(ToLongFunction<Severity> count) {
    Map<Severity, Long> present = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      long events = count.applyAsLong(severity);
      if (events > 0) {
        present.put(severity, events);
      }
    }
    return present;
  }
}
