package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers of both sides, held against each other.
 *
 * @param lines the comparison in words and numbers
 * @param complaints what does not agree, or was lost; empty when all is well
 */
record Verdict(List<String> lines, List<String> complaints) {

  private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);

  Verdict {
    lines = List.copyOf(lines);
    complaints = List.copyOf(complaints);
  }

  /** Whether the ledgers agree and nothing is lost. */
  boolean isGood() {
    return complaints.isEmpty();
  }

  /**
   * Compares the last ledgers.
   *
   * @param counts what the embedded endpoint counted; null for a real endpoint, which is believed
   */
  static Verdict on(List<Moment.AppLine> applications, @Nullable EndpointCounts counts) {
    Comparison comparison = new Comparison(counts);
    comparison.heading();
    applications.forEach(comparison::application);
    return new Verdict(comparison.lines, comparison.complaints);
  }

  private static final class Comparison {
    private final @Nullable EndpointCounts counts;
    private final List<String> lines = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    Comparison(@Nullable EndpointCounts counts) {
      this.counts = counts;
    }

    void heading() {
      row(
          "",
          "logged",
          "accepted",
          "delivered",
          "lost",
          "dropped",
          counts == null ? "" : "endpoint");
    }

    void application(Moment.AppLine application) {
      AppLedger ledger = application.ledger();
      if (ledger == null || ledger.stage() != AppLedger.Stage.LAST) {
        complaints.add(application.application() + " did not tell its last ledger");
        return;
      }
      lines.add(application.application());
      for (int rank = Severity.COUNT - 1; rank >= 0; rank--) {
        severity(application.application(), ledger, Severity.ofRank(rank));
      }
    }

    private void severity(String application, AppLedger ledger, Severity severity) {
      long logged = ledger.logged().getOrDefault(severity, 0L);
      Counts counted = ledger.snapshot().bySeverity().getOrDefault(severity, NONE);
      long delivered = counted.delivered();
      long received = counts == null ? delivered : counts.eventsOf(application, severity);
      row(
          "  " + severity,
          Table.number(logged),
          Table.number(counted.accepted()),
          Table.number(delivered),
          Table.number(counted.lost()),
          Table.number(counted.dropped()),
          counts == null ? "" : Table.number(received));

      String where = application + " " + severity + ": ";
      complainUnless(logged == counted.accepted(), where + "logged is not accepted");
      complainUnless(delivered == counted.accepted(), where + "accepted is not delivered");
      complainUnless(counted.lost() == 0, where + "events were lost");
      complainUnless(counted.held() == 0, where + "events are still held");
      complainUnless(counted.dropped() == 0, where + "events were dropped at the door");
      complainUnless(received == delivered, where + "delivered is not what the endpoint took");
    }

    private void complainUnless(boolean fine, String complaint) {
      if (!fine) {
        complaints.add(complaint);
      }
    }

    private void row(Object... cells) {
      lines.add(
          String.format(Locale.ROOT, "%-14s %10s %10s %10s %8s %8s %12s", cells).stripTrailing());
    }
  }
}
