package io.github.telemetryappender.core;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.delivery.Mailbox;
import io.github.telemetryappender.core.delivery.SettlementListener;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Announcer;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.HealthListener;
import io.github.telemetryappender.core.metrics.Readings;
import io.github.telemetryappender.core.metrics.ReportKind;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.settings.UserCode;
import io.github.telemetryappender.core.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Passes on to the application's listeners what became of events, each call on a thread that serves
 * nothing else. Events and levels come in on the delivery thread.
 */
final class DeliveryNews implements SettlementListener, HealthListener {

  static final int MAX_WAITING = 1000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<DeliveryListener> listeners = new CopyOnWriteArrayList<>();
  private final Announcer announcer;
  private final Mailbox deliveryThread;
  private final Reporter reporter;
  private final Clock clock;

  /**
   * @param announcer of which at most {@link #MAX_WAITING} calls wait
   * @param deliveryThread the only one on which the reporter may be spoken to by kind
   */
  DeliveryNews(Announcer announcer, Mailbox deliveryThread, Reporter reporter, Clock clock) {
    this.announcer = announcer;
    this.deliveryThread = deliveryThread;
    this.reporter = reporter;
    this.clock = clock;
  }

  /** From now on this one hears as well. Any thread. */
  void add(DeliveryListener listener) {
    listeners.add(listener);
  }

  @Override
  public void settled(
      Batch batch, Readings.Result result, String reason, String why, SeverityCounts events) {
    if (!listeners.isEmpty()) {
      DeliveryOutcome outcome =
          new DeliveryOutcome(
              result(result),
              reason,
              why,
              batch.id().idempotencyKey(),
              present(events),
              batch.failedAttempts());
      tellAll(listener -> listener.onDelivery(outcome));
    }
  }

  private static DeliveryOutcome.Result result(Readings.Result result) {
    return result == Readings.Result.HELD
        ? DeliveryOutcome.Result.LEFT
        : DeliveryOutcome.Result.valueOf(result.name());
  }

  private static Map<Severity, Long> present(SeverityCounts counts) {
    Map<Severity, Long> present = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      if (counts.of(severity) > 0) {
        present.put(severity, counts.of(severity));
      }
    }
    return present;
  }

  @Override
  public void changed(Health before, Health now, long nowNanos) {
    tellAll(listener -> listener.onHealthChange(before, now));
  }

  private void tellAll(Consumer<DeliveryListener> news) {
    for (DeliveryListener listener : listeners) {
      if (!announcer.offer(() -> tell(listener, news))) {
        reporter.warn(
            ReportKind.LISTENER_SLOW,
            String.format(
                Locale.ROOT,
                "the delivery listener %s is too slow: %,d calls were left out so far",
                listener.getClass().getName(),
                announcer.dropped()),
            clock.nanos());
      }
    }
  }

  /** On the thread of the listeners; whatever user code does ends here. */
  private void tell(DeliveryListener listener, Consumer<DeliveryListener> news) {
    Thread.currentThread().setContextClassLoader(listener.getClass().getClassLoader());
    try {
      news.accept(listener);
    } catch (Throwable thrown) {
      String line =
          "the delivery listener "
              + listener.getClass().getName()
              + " failed with "
              + UserCode.describe(thrown);
      deliveryThread.accept(() -> reporter.warn(ReportKind.LISTENER_FAILED, line, clock.nanos()));
    }
  }

  /** Lets the listeners hear what waits, for a bounded time. Nothing may come in any more. */
  void close(long atMostNanos) {
    announcer.close();
    Thread speaker = announcer.thread();
    if (speaker != null) {
      BoundedWait.awaitEnd(speaker, Math.min(atMostNanos, PATIENCE_NANOS), clock);
      announcer.fallSilent();
    }
  }
}
