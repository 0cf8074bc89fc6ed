package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Readiness;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.metrics.AlertLevel;
import io.github.telemetryappender.core.metrics.AlertThresholds;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.HealthListener;
import io.github.telemetryappender.core.metrics.HealthMonitor;
import io.github.telemetryappender.core.metrics.Signs;
import io.github.telemetryappender.core.metrics.Vitals;
import io.github.telemetryappender.core.settings.AlertsConfig.Voice;
import java.util.List;
import java.util.Locale;

/**
 * Reads off the delivery side what health is judged by, has it judged, and passes changes on.
 * Delivery thread.
 */
final class HealthWatch {

  private final DeliveryParts parts;
  private final Ledger ledger;
  private final EndpointGate gate;
  private final RetryQueue retryQueue;
  private final List<Attempt> inFlight;
  private final HealthMonitor monitor;
  private HealthListener listener = (before, now, nowNanos) -> {};

  HealthWatch(
      DeliveryParts parts,
      Ledger ledger,
      EndpointGate gate,
      RetryQueue retryQueue,
      List<Attempt> inFlight) {
    this.parts = parts;
    this.ledger = ledger;
    this.gate = gate;
    this.retryQueue = retryQueue;
    this.inFlight = inFlight;
    this.monitor =
        new HealthMonitor(AlertThresholds.of(parts.config().selfReport().alerts()), this::changed);
  }

  /** Who else hears of changes. */
  void listener(HealthListener other) {
    listener = other;
  }

  private void changed(Health before, Health now, long nowNanos) {
    if (parts.config().selfReport().alerts().voice() == Voice.ON) {
      parts.reports().health(before, now, nowNanos);
      listener.changed(before, now, nowNanos);
    }
  }

  /**
   * Judges anew.
   *
   * @return nanoseconds until time alone changes something; {@link Long#MAX_VALUE} for never
   */
  long doWork(long nowNanos) {
    return monitor.doWork(signs(nowNanos), nowNanos);
  }

  private Signs signs(long nowNanos) {
    return new Signs(
        ledger.failedInARow(),
        oldestAgeNanos(nowNanos),
        fillPercent(),
        lost(Severity.WARN, Severity.FATAL),
        lost(Severity.TRACE, Severity.INFO),
        credential(nowNanos));
  }

  /** Negative where nothing is held. */
  private long oldestAgeNanos(long nowNanos) {
    Delivery waiting = retryQueue.oldest();
    long age = waiting == null ? -1 : nowNanos - waiting.batch().oldestAcceptedAtNanos();
    for (LaneBacklog backlog : parts.backlogs()) {
      if (!backlog.isEmpty()) {
        age = Math.max(age, nowNanos - backlog.oldestAcceptedAtNanos());
      }
    }
    for (Attempt attempt : inFlight) {
      age = Math.max(age, nowNanos - attempt.delivery().batch().oldestAcceptedAtNanos());
    }
    return age;
  }

  /** Of the fullest place: where one is full events are lost, however empty the others are. */
  private int fillPercent() {
    long percent = percent(retryQueue.usedBytes(), retryQueue.maxBytes());
    for (LaneBacklog backlog : parts.backlogs()) {
      Lane lane = backlog.lane();
      percent = Math.max(percent, percent(lane.usedBytes(), lane.capacity()));
    }
    return (int) percent;
  }

  private static long percent(long used, long of) {
    return of == 0 ? 0 : used * 100 / of;
  }

  private long lost(Severity lowest, Severity highest) {
    long lost = 0;
    for (int rank = lowest.rank(); rank <= highest.rank(); rank++) {
      Severity severity = Severity.ofRank(rank);
      lost += ledger.lost(severity) + parts.door().lost(severity);
    }
    return lost;
  }

  private AlertLevel credential(long nowNanos) {
    return parts.credentials().readiness(nowNanos) == Readiness.HELD
        ? AlertLevel.CRITICAL
        : parts.reports().refreshTrouble();
  }

  /** How delivery fares, for those who look. */
  Vitals vitals(long nowNanos) {
    LatencyHistogram latency = ledger.latency();
    return new Vitals(
        Math.max(0, oldestAgeNanos(nowNanos)),
        gate.breakerState(nowNanos).name().toLowerCase(Locale.ROOT),
        gate.maxInFlight(nowNanos),
        latency.quantileNanos(0.5, nowNanos),
        latency.quantileNanos(0.99, nowNanos),
        parts.credentials().tokenAgeNanos(nowNanos),
        parts.backlogs().stream().mapToLong(LaneBacklog::truncated).sum(),
        monitor.health());
  }
}
