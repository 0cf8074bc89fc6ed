package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final AppLedger BUSY =
      Ledgers.info(AppLedger.Stage.RUNNING, Ledgers.counts(12_345, 12_000, 5, 340, 200, 7));

  @Test
  void theLiveTableShowsEachCountUnderItsHeading() {
    List<String> lines = Table.live(moment(BUSY));

    assertThat(lines.get(1).split(" +"))
        .containsExactly("", "accepted", "delivered", "held", "retried", "lost", "dropped");
    assertThat(lines).anyMatch(line -> line.matches("app +12,345 +12,000 +340 +200 +5 +7"));
    assertThat(lines).anyMatch(line -> line.matches(" +INFO +12,345 +12,000 +340 +200 +5 +7"));
    assertThat(lines).anyMatch(line -> line.matches(" +FATAL( +0){6}"));
  }

  @Test
  void theLiveTableShowsTheBacklog() {
    assertThat(Table.live(moment(BUSY)))
        .contains("  backlog 340 in 20 KB, 2 in flight", "  attempts ok × 12, retry × 3");
  }

  @Test
  void theLiveTableSaysWhatTheEndpointIsLike() {
    assertThat(Table.live(moment(BUSY)).get(0)).isEqualTo("00:23 of 01:00  endpoint: sunny");
  }

  /** It is drawn over itself: one line more or less would leave rubbish behind. */
  @Test
  void theLiveTableHasAsManyLinesBeforeTheFirstLedgerAsLater() {
    assertThat(Table.live(moment(null))).hasSameSizeAs(Table.live(moment(BUSY)));
  }

  @Test
  void noLineOfTheLiveTableIsSoLongThatATerminalWrapsIt() {
    Moment wordy = new Moment(Duration.ZERO, Duration.ZERO, "x".repeat(200), List.of(), null);

    assertThat(Table.live(wordy)).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
  }

  @Test
  void aPlainLineHoldsAllThatTheTableHolds() {
    assertThat(Table.plain(moment(BUSY)).get(0))
        .isEqualTo(
            "00:23  app          accepted 12,345, delivered 12,000, held 340, retried 200, lost 5,"
                + " dropped 7; held by severity: INFO 340; backlog 340 in 20 KB, 2 in flight;"
                + " attempts ok × 12, retry × 3");
  }

  @Test
  void aPlainLineSaysThatAnApplicationIsStarting() {
    assertThat(Table.plain(moment(null)).get(0)).isEqualTo("00:23  app: starting");
  }

  @Test
  void theEndpointsCountsAreSummedUp() {
    assertThat(Table.plain(moment(BUSY)).get(1))
        .isEqualTo("00:23  endpoint     100 events, 5 duplicates; answers 200 × 3, 503 × 1");
  }

  private static Moment moment(AppLedger ledger) {
    return new Moment(
        Duration.ofSeconds(23),
        Duration.ofMinutes(1),
        "sunny",
        List.of(new Moment.AppLine("app", ledger)),
        new EndpointCounts(
            Map.of("app", Map.of(Severity.INFO, 60L), "other", Map.of(Severity.WARN, 40L)),
            5,
            Map.of(200, 3L, 503, 1L)));
  }
}
