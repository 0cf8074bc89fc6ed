package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the books say, added up. */
class LedgerTest {

  private final LoopRig rig = new LoopRig(Map.of());
  private final Ledger ledger = new Ledger();

  @AfterEach
  void close() {
    rig.close();
  }

  private static SeverityCounts counts(Severity severity, int events) {
    SeverityCounts counts = new SeverityCounts();
    counts.add(severity, events);
    return counts;
  }

  @Test
  void whatIsNeitherDeliveredNorLostIsHeldWhereverItCameFrom() {
    ledger.accepted().add(Severity.INFO, 100);
    ledger.recovered(counts(Severity.INFO, 10));
    ledger.delivered(counts(Severity.INFO, 50));
    ledger.lost(Loss.EXPIRED, "", counts(Severity.INFO, 3));
    ledger.lost(Loss.REJECTED, "400", counts(Severity.INFO, 4));
    assertThat(ledger.totalLost()).isEqualTo(7);
    assertThat(ledger.totalHeld()).isEqualTo(53);
  }

  @Test
  void lossesAreToldBySeverity() {
    ledger.lost(Loss.EXPIRED, "", counts(Severity.INFO, 3));
    ledger.lost(Loss.EVICTED, "", counts(Severity.INFO, 4));
    ledger.lost(Loss.EVICTED, "", counts(Severity.DEBUG, 5));
    assertThat(ledger.lost(Severity.INFO)).isEqualTo(7);
  }

  @Test
  void aReasonWithoutDetailHasItsNameAlone() {
    ledger.lost(Loss.EXPIRED, "", counts(Severity.INFO, 3));
    ledger.lost(Loss.REJECTED, "400", counts(Severity.INFO, 4));
    SeverityCounts none = new SeverityCounts();
    LedgerSnapshot snapshot = ledger.snapshot(none, none, 0, 0, rig.snapshot().vitals());
    assertThat(snapshot.lostByReason())
        .containsOnly(Map.entry("expired", 3L), Map.entry("rejected.400", 4L));
  }
}
