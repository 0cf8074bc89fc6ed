package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.CredentialListener;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.metrics.AlertLevel;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.ReportKind;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** What the delivery side has to say, in words for the person on call. Delivery thread. */
public final class DeliveryReports implements CredentialListener {

  private final Reporter reporter;
  private final Clock clock;
  private final String endpoint;

  private boolean troubled;
  private long troubledSinceNanos;
  private long lostBefore;
  private AlertLevel refreshTrouble = AlertLevel.NONE;
  private boolean alertSaid;
  private boolean answerLostSaid;

  public DeliveryReports(Reporter reporter, Clock clock, String endpoint) {
    this.reporter = reporter;
    this.clock = clock;
    this.endpoint = endpoint;
  }

  /** An attempt failed and will be repeated. */
  void failed(Delivery delivery, String what, long waitNanos, long lostSoFar, long nowNanos) {
    trouble(lostSoFar, nowNanos);
    int events = delivery.batch().events();
    int next = delivery.attempts() + 1;
    reporter.warn(
        ReportKind.FAILING,
        () ->
            String.format(
                Locale.ROOT,
                "%s; %d events wait, attempt %d comes in %s",
                what,
                events,
                next,
                words(Duration.ofNanos(waitNanos))),
        nowNanos);
  }

  /** Nothing will be sent until somebody has changed something. */
  void held(Hold hold, long waitNanos, long lostSoFar, long nowNanos) {
    trouble(lostSoFar, nowNanos);
    String probes =
        hold.probes() == Hold.Probes.NONE
            ? "nothing more is sent until a restart"
            : "tried again in " + words(Duration.ofNanos(waitNanos));
    reporter.warn(
        ReportKind.HELD, "delivery is on hold: " + hold.reason() + "; " + probes, nowNanos);
  }

  private void trouble(long lostSoFar, long nowNanos) {
    if (!troubled) {
      troubled = true;
      troubledSinceNanos = nowNanos;
      lostBefore = lostSoFar;
    }
  }

  /**
   * A batch arrived.
   *
   * @param waitingEvents events that waited when it did, its own included
   */
  void delivered(long waitingEvents, long lostSoFar, long nowNanos) {
    if (!troubled) {
      return;
    }
    troubled = false;
    reporter.speakAgain(ReportKind.HELD);
    reporter.info(
        ReportKind.FAILING,
        String.format(
            Locale.ROOT,
            "%s recovered after %s: %,d events were waiting, %,d lost",
            endpoint,
            words(Duration.ofNanos(nowNanos - troubledSinceNanos)),
            waitingEvents,
            lostSoFar - lostBefore));
  }

  /**
   * Events were lost.
   *
   * @param counts as they stay from now on
   */
  void lost(Loss loss, String why, SeverityCounts counts, long nowNanos) {
    reporter.warn(
        ReportKind.LOST,
        () ->
            String.format(
                Locale.ROOT,
                "lost %,d events (%s): %s: %s",
                counts.total(),
                counts,
                loss.name().toLowerCase(Locale.ROOT),
                why),
        nowNanos);
  }

  /** The endpoint took everything, and had something to say. */
  void remark(String what, long nowNanos) {
    reporter.warn(ReportKind.REMARK, endpoint + " took a request and remarked: " + what, nowNanos);
  }

  /** An answer's status says that everything was taken; the rest of it is lost. Said once. */
  void answerLost(String what) {
    if (!answerLostSaid) {
      answerLostSaid = true;
      reporter.warn(
          what + "; that answer broke off or is not what the format expects: counted as delivered");
    }
  }

  /** The one line about what a stop could not save. */
  void abandoned(SeverityCounts counts, String lastError) {
    reporter.warn(
        String.format(
            Locale.ROOT,
            "abandoned %,d events (%s) at stop: not delivered within shutdownTimeout%s",
            counts.total(),
            counts,
            lastError.isEmpty() ? "" : "; " + lastError));
  }

  /** The one line about what waits for a pipeline to come; what is not fetched is lost unsaid. */
  void leftWaiting(SeverityCounts counts, String lastError) {
    reporter.warn(
        String.format(
            Locale.ROOT,
            "%,d events (%s) not delivered at stop: abandoned unless an appender of the same name,"
                + " context and endpoint starts within 10 s and takes them over%s",
            counts.total(),
            counts,
            lastError.isEmpty() ? "" : "; " + lastError));
  }

  /** What a stop could not deliver is in the hands of another pipeline. */
  void handedOver(SeverityCounts counts) {
    reporter.info(
        String.format(
            Locale.ROOT,
            "%,d events (%s) not delivered at stop: handed over to the appender that replaces"
                + " this one",
            counts.total(),
            counts));
  }

  /** What a pipeline before this one could not deliver is here now. */
  void tookOver(long events) {
    reporter.info(
        String.format(
            Locale.ROOT, "took %,d events over from the appender that this one replaces", events));
  }

  /** The check at the start found endpoint or credential at fault. */
  void checkFailed(String what) {
    reporter.warn("the check at the start failed: " + what + "; delivery is tried all the same");
  }

  /** The check at the start found nothing wrong. */
  void checkPassed(String what) {
    reporter.info("the check at the start found the endpoint, and no objection: " + what);
  }

  /** A step threw; it is repeated. */
  public void internalError(Throwable error, long nowNanos) {
    reporter.warn(
        ReportKind.INTERNAL,
        "a step of delivery broke down and is repeated, please report this: " + error,
        nowNanos);
  }

  /**
   * The alert level changed. A notice says nothing here: what leads to it has a line of its own. A
   * rise beyond is said by kind, and taken back once when it is over.
   */
  void health(Health before, Health now, long nowNanos) {
    if (now.alert().compareTo(AlertLevel.CRITICAL) < 0) {
      reporter.forgetKeptBack(ReportKind.CRITICAL);
    }
    if (now.alert().compareTo(AlertLevel.WARNING) < 0) {
      reporter.forgetKeptBack(ReportKind.WARNING);
      alertIsOver(before);
    } else if (now.alert().compareTo(before.alert()) > 0) {
      ReportKind kind =
          now.alert() == AlertLevel.CRITICAL ? ReportKind.CRITICAL : ReportKind.WARNING;
      String line = "alert level " + now.alert().label() + ": " + now.cause();
      alertSaid |= reporter.warn(kind, line, nowNanos);
    }
  }

  private void alertIsOver(Health before) {
    if (alertSaid) {
      alertSaid = false;
      reporter.info("alert level " + before.alert().label() + " is over");
    }
  }

  /** How refreshing the credential fares. */
  AlertLevel refreshTrouble() {
    return refreshTrouble;
  }

  @Override
  public void refreshFailed(String reason) {
    refreshTrouble = AlertLevel.NOTICE;
    credential("the credential could not be refreshed, this is repeated: " + reason);
  }

  @Override
  public void refreshFailing(int failureCount, Duration since, String reason) {
    refreshTrouble = AlertLevel.WARNING;
    credential(
        String.format(
            Locale.ROOT,
            "the credential could not be refreshed %d times in %s: %s",
            failureCount,
            words(since),
            reason));
  }

  @Override
  public void refreshTerminal(String reason) {
    refreshTrouble = AlertLevel.WARNING;
    credential("the credential's source says that asking again is pointless: " + reason);
  }

  @Override
  public void refreshRecovered(int failureCount, Duration after) {
    refreshTrouble = AlertLevel.NONE;
    reporter.info(
        ReportKind.CREDENTIAL,
        String.format(
            Locale.ROOT,
            "the credential was refreshed after %d failures in %s",
            failureCount,
            words(after)));
  }

  @Override
  public void held(int status) {
    credential(
        String.format(
            Locale.ROOT,
            "%s refuses the credential (%d) and a new one did not help; change auth.*",
            endpoint,
            status));
  }

  @Override
  public void released() {
    reporter.info(ReportKind.CREDENTIAL, endpoint + " accepts the credential again");
  }

  private void credential(String message) {
    reporter.warn(ReportKind.CREDENTIAL, message, clock.nanos());
  }

  /** {@code 3m12s}, {@code 4.2s}, {@code 120ms}. */
  static String words(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + "ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
    }
    long seconds = millis / 1000;
    return seconds < 3600
        ? seconds / 60 + "m" + seconds % 60 + "s"
        : seconds / 3600 + "h" + seconds / 60 % 60 + "m";
  }
}
