package io.github.telemetryappender.core.metrics;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Readings.Result;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The readings as meters of Micrometer's global registry, which is where applications bind their
 * own. Each meter is a function of the readings. The name of the appender is a tag; the latest
 * appender of a name takes the name over, so that one that is configured anew goes on under it, and
 * each takes off only what still is its own. What can take many values (reasons, outcomes) gets its
 * meter when the readings show it first. Nothing is shown before the application has bound a
 * registry of its own: Micrometer warns of one that comes after the meters. Nothing here throws.
 */
final class MicrometerMeters implements Meters {

  static final String EVENTS = "telemetry.appender.events";
  static final String ATTEMPTS = "telemetry.appender.attempts";
  static final String TRUNCATED = "telemetry.appender.truncated";
  static final String BACKLOG_EVENTS = "telemetry.appender.backlog.events";
  static final String BACKLOG_BYTES = "telemetry.appender.backlog.bytes";
  static final String BACKLOG_SECONDS = "telemetry.appender.backlog.seconds";
  static final String LATENCY = "telemetry.appender.latency";
  static final String HEALTH = "telemetry.appender.health";
  static final String ALERT = "telemetry.appender.alert";

  /** Of a result without reasons: registries want the same tags on all meters of a name. */
  private static final String NO_REASON = "none";

  /** There from the start, at zero, so that an alert rule sees the first loss as an increase. */
  private static final List<Counted> ALWAYS =
      List.of(
          new Counted(Result.ACCEPTED, NO_REASON),
          new Counted(Result.RECOVERED, NO_REASON),
          new Counted(Result.DELIVERED, NO_REASON),
          new Counted(Result.EXPIRED, NO_REASON),
          new Counted(Result.EVICTED, NO_REASON),
          new Counted(Result.ABANDONED, "shutdown"),
          new Counted(Result.DROPPED, DropReason.OVERFLOW.label()));

  private static final double NANOS_PER_SECOND = 1e9;

  /** Two appenders of a name may start at the same time. */
  private static final Object TAKEOVER = new Object();

  private final String appender;
  private final Supplier<Readings> readings;
  private final Consumer<String> onFailure;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;

  // Guarded by the lock
  private final Map<Meter.Id, Meter> shown = new LinkedHashMap<>();
  private @Nullable Meter first;
  private boolean superseded;
  private boolean failed;

  MicrometerMeters(String appender, Supplier<Readings> readings, Consumer<String> onFailure) {
    this.appender = appender;
    this.readings = readings;
    this.onFailure = onFailure;
  }

  @Override
  public boolean show() {
    boolean done = showWhileLocked();
    if (closed) {
      close(); // what closed meanwhile may have left it to us
    }
    return done;
  }

  @Override
  public void close() {
    closed = true;
    if (lock.tryLock()) { // never waits: somebody who registers just now takes it off himself
      try {
        takeOff();
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean showWhileLocked() {
    lock.lock();
    try {
      return closed || superseded || failed || showAll(Metrics.globalRegistry);
    } catch (RuntimeException | LinkageError e) { // a filter of the user's, an old Micrometer
      failed = true;
      onFailure.accept("is not shown in Micrometer: " + e);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it could, for there is somebody who watches, or will not any more. */
  private boolean showAll(CompositeMeterRegistry registry) {
    superseded = isSuperseded(registry);
    if (superseded) {
      return true;
    }
    if (shown.isEmpty() && registry.getRegistries().isEmpty()) {
      return false;
    }
    if (shown.isEmpty()) {
      showGauges(registry);
      showTruncated(registry);
      ALWAYS.forEach(counted -> showAllSeverities(counted, registry));
    }
    Readings now = readings.get();
    now.losses().forEach((reason, counts) -> showAll(Counted.lost(reason), counts, registry));
    now.refusals()
        .forEach(
            (reason, counts) -> showAll(new Counted(Result.DROPPED, reason), counts, registry));
    now.attemptsByOutcome().keySet().forEach(outcome -> showAttempts(outcome, registry));
    return true;
  }

  /** Whether a later appender of the same name has taken over. */
  private boolean isSuperseded(MeterRegistry registry) {
    return first != null && !isRegistered(first, registry);
  }

  private void showGauges(MeterRegistry registry) {
    gauge(
        HEALTH,
        "0 fine, 1 delayed, 2 losing low severities, 3 losing urgent events",
        registry,
        now -> now.vitals().health().level().number());
    gauge(
        ALERT,
        "0 none, 1 notice, 2 warning, 3 critical",
        registry,
        now -> now.vitals().health().alert().number());
    gauge(BACKLOG_EVENTS, "Events on their way", registry, now -> now.total(Result.HELD));
    gauge(BACKLOG_BYTES, "What they take in memory", registry, Readings::backlogBytes);
    gauge(
        BACKLOG_SECONDS,
        "The age of the oldest of them",
        registry,
        now -> now.vitals().oldestAgeNanos() / NANOS_PER_SECOND);
    latency("0.5", registry, now -> now.vitals().latencyP50Nanos());
    latency("0.99", registry, now -> now.vitals().latencyP99Nanos());
  }

  private void gauge(
      String name, String meaning, MeterRegistry registry, ToDoubleFunction<Readings> value) {
    show(
        registry,
        new Meter.Id(name, Tags.of("appender", appender), null, meaning, Meter.Type.GAUGE),
        id ->
            Gauge.builder(name, this, meters -> value.applyAsDouble(meters.readings.get()))
                .tags(id.getTags())
                .description(meaning)
                .register(registry));
  }

  private void latency(String quantile, MeterRegistry registry, ToDoubleFunction<Readings> nanos) {
    String meaning = "From acceptance to acknowledgement, of the last 5 to 10 minutes";
    show(
        registry,
        new Meter.Id(
            LATENCY,
            Tags.of("appender", appender, "quantile", quantile),
            null,
            meaning,
            Meter.Type.GAUGE),
        id ->
            TimeGauge.builder(
                    LATENCY,
                    this,
                    TimeUnit.NANOSECONDS,
                    meters -> orNotKnown(nanos.applyAsDouble(meters.readings.get())))
                .tags(id.getTags())
                .description(meaning)
                .register(registry));
  }

  private static double orNotKnown(double nanos) {
    return nanos < 0 ? Double.NaN : nanos;
  }

  private void showAllSeverities(Counted counted, MeterRegistry registry) {
    for (Severity severity : Severity.values()) {
      showEvents(counted, severity, registry);
    }
  }

  private void showAll(Counted counted, Map<Severity, Long> counts, MeterRegistry registry) {
    counts.keySet().forEach(severity -> showEvents(counted, severity, registry));
  }

  private void showEvents(Counted counted, Severity severity, MeterRegistry registry) {
    Tags tags =
        Tags.of(
            "appender", appender,
            "result", counted.result().label(),
            "severity", severity.name(),
            "reason", counted.reason());
    counter(EVENTS, tags, "What became of events", registry, now -> counted.of(severity, now));
  }

  private void showTruncated(MeterRegistry registry) {
    counter(
        TRUNCATED,
        Tags.of("appender", appender),
        "Accepted events that were cut at maxEventBytes",
        registry,
        now -> now.vitals().truncated());
  }

  private void showAttempts(String outcome, MeterRegistry registry) {
    counter(
        ATTEMPTS,
        Tags.of("appender", appender, "outcome", outcome),
        "Requests by what followed",
        registry,
        now -> now.attemptsByOutcome().getOrDefault(outcome, 0L));
  }

  private void counter(
      String name,
      Tags tags,
      String meaning,
      MeterRegistry registry,
      ToDoubleFunction<Readings> count) {
    show(
        registry,
        new Meter.Id(name, tags, null, meaning, Meter.Type.COUNTER),
        id ->
            FunctionCounter.builder(
                    name, this, meters -> count.applyAsDouble(meters.readings.get()))
                .tags(tags)
                .description(meaning)
                .register(registry));
  }

  /** Registering under an id that is taken would show the other's values under our name. */
  private void show(MeterRegistry registry, Meter.Id id, Function<Meter.Id, Meter> register) {
    if (shown.containsKey(id)) {
      return;
    }
    synchronized (TAKEOVER) {
      registry.removeByPreFilterId(id);
      Meter meter = register.apply(id);
      shown.put(id, meter);
      if (first == null && isRegistered(meter, registry)) { // a filter may have denied it
        first = meter;
      }
    }
  }

  private void takeOff() {
    try {
      MeterRegistry registry = Metrics.globalRegistry;
      shown.values().stream()
          .filter(ours -> isRegistered(ours, registry))
          .forEach(registry::remove);
    } catch (RuntimeException | LinkageError e) {
      onFailure.accept("could not be taken off Micrometer: " + e);
    }
    shown.clear();
  }

  private static boolean isRegistered(Meter ours, MeterRegistry registry) {
    return registry.find(ours.getId().getName()).tags(ours.getId().getTags()).meters().stream()
        .anyMatch(meter -> meter == ours);
  }

  /** A row of the ledger. */
  private record Counted(Result result, String reason) {

    /** By the label that losses are counted under, as {@code rejected.400} or {@code expired}. */
    static Counted lost(String label) {
      int dot = label.indexOf('.');
      return dot < 0
          ? new Counted(Result.ofLabel(label), NO_REASON)
          : new Counted(Result.ofLabel(label.substring(0, dot)), label.substring(dot + 1));
    }

    double of(Severity severity, Readings now) {
      return switch (result) {
        case ACCEPTED, RECOVERED, DELIVERED, HELD -> now.of(result, severity);
        case DROPPED -> now.refusals().getOrDefault(reason, Map.of()).getOrDefault(severity, 0L);
        case REJECTED, EXPIRED, EVICTED, ABANDONED ->
            now.losses().getOrDefault(label(), Map.of()).getOrDefault(severity, 0L);
      };
    }

    private String label() {
      return reason.equals(NO_REASON) ? result.label() : result.label() + "." + reason;
    }
  }
}
