package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.event.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns a moment into text: a table for a terminal, lines for anything else. Pure. */
final class Table {

  private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  // A line that the terminal wraps would count as two when the table is drawn over itself.
  private static final int MAX_LIVE_CHARS = 79;

  private Table() {}

  /** The live table; as many lines whatever the moment, so that it can be drawn over itself. */
  static List<String> live(Moment moment) {
    List<String> lines = new ArrayList<>();
    lines.add(
        clock(moment.elapsed())
            + " of "
            + clock(moment.length())
            + "  endpoint: "
            + moment.endpoint());
    lines.add(row("", "accepted", "delivered", "held", "retried", "lost", "dropped"));
    for (Moment.AppLine application : moment.ledgers()) {
      addApplication(lines, application);
    }
    lines.add(moment.counts() == null ? "" : endpointLine(moment.counts()));
    return lines.stream().map(Table::cropped).toList();
  }

  private static String cropped(String line) {
    return line.length() <= MAX_LIVE_CHARS ? line : line.substring(0, MAX_LIVE_CHARS - 1) + "…";
  }

  private static void addApplication(List<String> lines, Moment.AppLine application) {
    AppLedger ledger = application.ledger();
    PipelineSnapshot snapshot = ledger == null ? null : ledger.snapshot();
    lines.add(row(application.application(), snapshot == null ? NONE : snapshot.total()));
    for (int rank = Severity.COUNT - 1; rank >= 0; rank--) {
      Severity severity = Severity.ofRank(rank);
      lines.add(row("  " + severity, countsOf(snapshot, severity)));
    }
    lines.add("  " + backlog(snapshot));
    lines.add("  " + attempts(snapshot));
  }

  private static Counts countsOf(@Nullable PipelineSnapshot snapshot, Severity severity) {
    return snapshot == null ? NONE : snapshot.bySeverity().getOrDefault(severity, NONE);
  }

  /** One line per application, and one for the endpoint. */
  static List<String> plain(Moment moment) {
    List<String> lines = new ArrayList<>();
    for (Moment.AppLine application : moment.ledgers()) {
      lines.add(clock(moment.elapsed()) + "  " + plainApplication(application));
    }
    if (moment.counts() != null) {
      lines.add(clock(moment.elapsed()) + "  " + endpointLine(moment.counts()));
    }
    return lines;
  }

  private static String plainApplication(Moment.AppLine application) {
    AppLedger ledger = application.ledger();
    if (ledger == null) {
      return application.application() + ": starting";
    }
    Counts total = ledger.snapshot().total();
    return String.format(
        Locale.ROOT,
        "%-12s accepted %,d, delivered %,d, held %,d, retried %,d, lost %,d, dropped %,d%s; %s; %s",
        application.application(),
        total.accepted(),
        total.delivered(),
        total.held(),
        total.waitingForRetry(),
        total.lost(),
        total.dropped(),
        heldBySeverity(ledger.snapshot()),
        backlog(ledger.snapshot()),
        attempts(ledger.snapshot()));
  }

  private static String heldBySeverity(PipelineSnapshot snapshot) {
    StringJoiner held = new StringJoiner(", ", "; held by severity: ", "").setEmptyValue("");
    for (int rank = Severity.COUNT - 1; rank >= 0; rank--) {
      Severity severity = Severity.ofRank(rank);
      long count = countsOf(snapshot, severity).held();
      if (count > 0) {
        held.add(severity + " " + number(count));
      }
    }
    return held.toString();
  }

  private static String backlog(@Nullable PipelineSnapshot snapshot) {
    if (snapshot == null) {
      return "starting";
    }
    return String.format(
        Locale.ROOT,
        "backlog %s in %s, %d in flight",
        number(snapshot.total().held()),
        bytes(snapshot.heldBytes()),
        snapshot.inFlight());
  }

  private static String attempts(@Nullable PipelineSnapshot snapshot) {
    return "attempts" + pairs(snapshot == null ? Map.of() : snapshot.attemptsByOutcome());
  }

  /** What the embedded endpoint says about its requests and events. */
  static String endpointLine(EndpointCounts counts) {
    return String.format(
        Locale.ROOT,
        "%-12s %,d events, %,d duplicates; answers%s",
        "endpoint",
        counts.eventsTotal(),
        counts.duplicates(),
        pairs(counts.answers()));
  }

  private static String pairs(Map<?, Long> counts) {
    StringJoiner pairs = new StringJoiner(", ", " ", "").setEmptyValue(" none");
    new TreeMap<>(counts).forEach((name, count) -> pairs.add(name + " × " + number(count)));
    return pairs.toString();
  }

  private static String row(String name, Counts counts) {
    return row(
        name,
        number(counts.accepted()),
        number(counts.delivered()),
        number(counts.held()),
        number(counts.waitingForRetry()),
        number(counts.lost()),
        number(counts.dropped()));
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-14s %10s %10s %8s %8s %8s %8s", cells);
  }

  /** Minutes and seconds. */
  static String clock(Duration time) {
    return String.format(Locale.ROOT, "%02d:%02d", time.toMinutes(), time.toSecondsPart());
  }

  static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String bytes(long count) {
    return count < 10_000 ? number(count) + " B" : number(count / 1_024) + " KB";
  }
}
