package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers of both sides, held against each other.
 *
 * @param lines the comparison in numbers
 * @param complaints what does not agree, or was lost; empty when all is well
 */
record Verdict(List<String> lines, List<String> complaints) {

  private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

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
   * @param endpoint what the embedded endpoint counted; null for a real one, which is believed
   */
  static Verdict on(List<Moment.AppLine> applications, @Nullable EndpointCounts endpoint) {
    Comparison comparison = new Comparison(endpoint);
    applications.forEach(comparison::application);
    return new Verdict(comparison.lines, comparison.complaints);
  }

  /**
   * One severity on both sides.
   *
   * @param received what the endpoint has of it
   */
  private record Row(long logged, Counts counts, long received) {

    boolean isEmpty() {
      return logged == 0 && received == 0 && counts.accepted() == 0 && counts.dropped() == 0;
    }

    /** What is wrong with it; empty when nothing is. */
    String complaint() {
      StringJoiner wrong = new StringJoiner(", ");
      addIf(counts.lost() > 0, "events were lost", wrong);
      addIf(counts.held() > 0, "events are still held", wrong);
      addIf(counts.dropped() > 0, "events were dropped at the door", wrong);
      addIf(
          logged != counts.accepted() + counts.dropped(), "not all logged is accounted for", wrong);
      addIf(received != counts.delivered(), "delivered is not what the endpoint has", wrong);
      return wrong.toString();
    }

    private static void addIf(boolean isWrong, String words, StringJoiner wrong) {
      if (isWrong) {
        wrong.add(words);
      }
    }
  }

  private static final class Comparison {
    private final @Nullable EndpointCounts endpoint;
    private final List<String> lines = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    Comparison(@Nullable EndpointCounts endpoint) {
      this.endpoint = endpoint;
      line("", "logged", "accepted", "delivered", "lost", "dropped", ifEmbedded("endpoint"));
    }

    void application(Moment.AppLine application) {
      AppLedger ledger = application.ledger();
      if (ledger == null || ledger.stage() != AppLedger.Stage.LAST) {
        complaints.add(application.application() + " did not tell its last ledger");
        return;
      }
      lines.add(application.application());
      for (int rank = Severity.COUNT - 1; rank >= 0; rank--) {
        Severity severity = Severity.ofRank(rank);
        judge(
            application.application(), severity, row(application.application(), ledger, severity));
      }
    }

    private Row row(String application, AppLedger ledger, Severity severity) {
      Counts counts = ledger.snapshot().bySeverity().getOrDefault(severity, NONE);
      return new Row(
          ledger.logged().getOrDefault(severity, 0L),
          counts,
          endpoint == null ? counts.delivered() : endpoint.eventsOf(application, severity));
    }

    private void judge(String application, Severity severity, Row row) {
      if (row.isEmpty()) {
        return;
      }
      line(
          "  " + severity,
          Table.number(row.logged),
          Table.number(row.counts.accepted()),
          Table.number(row.counts.delivered()),
          Table.number(row.counts.lost()),
          Table.number(row.counts.dropped()),
          ifEmbedded(Table.number(row.received)));
      String complaint = row.complaint();
      if (!complaint.isEmpty()) {
        complaints.add(application + " " + severity + ": " + complaint);
      }
    }

    private String ifEmbedded(String cell) {
      return endpoint == null ? "" : cell;
    }

    private void line(Object... cells) {
      lines.add(
          String.format(Locale.ROOT, "%-14s %10s %10s %10s %8s %8s %10s", cells).stripTrailing());
    }
  }
}
