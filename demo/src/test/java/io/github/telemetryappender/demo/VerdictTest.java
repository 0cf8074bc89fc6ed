package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.event.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final EndpointCounts TOOK_100 =
      new EndpointCounts(Map.of("app", Map.of(Severity.INFO, 100L)), 5, Map.of(200, 3L));

  @Test
  void ledgersThatAgreeAreGoodWhateverWasSentTwice() {
    assertThat(on(last(Ledgers.delivered(100)), TOOK_100).isGood()).isTrue();
  }

  @Test
  void theComparisonNamesEachNumber() {
    assertThat(on(last(Ledgers.delivered(100)), TOOK_100).lines())
        .anyMatch(line -> line.matches(" +INFO +100 +100 +100 +0 +0 +100"));
  }

  @Test
  void anEventTheEndpointDoesNotHaveIsAComplaint() {
    assertThat(on(last(Ledgers.delivered(101)), TOOK_100).complaints())
        .containsExactly("app INFO: delivered is not what the endpoint has");
  }

  @Test
  void anEventTheAppenderDoesNotKnowToBeDeliveredIsAComplaint() {
    assertThat(on(last(Ledgers.delivered(99)), TOOK_100).complaints())
        .containsExactly("app INFO: delivered is not what the endpoint has");
  }

  @Test
  void aLostEventIsAComplaint() {
    assertThat(on(last(Ledgers.counts(101, 100, 1, 0, 0, 0)), TOOK_100).complaints())
        .containsExactly("app INFO: events were lost");
  }

  @Test
  void aHeldEventIsAComplaint() {
    assertThat(on(last(Ledgers.counts(101, 100, 0, 1, 0, 0)), TOOK_100).complaints())
        .containsExactly("app INFO: events are still held");
  }

  @Test
  void anEventDroppedAtTheDoorIsAComplaint() {
    AppLedger ledger =
        Ledgers.info(AppLedger.Stage.LAST, Ledgers.counts(100, 100, 0, 0, 0, 1), 101);

    assertThat(on(ledger, TOOK_100).complaints())
        .containsExactly("app INFO: events were dropped at the door");
  }

  @Test
  void anEventThatWasLoggedAndIsInNoLedgerIsAComplaint() {
    AppLedger ledger = Ledgers.info(AppLedger.Stage.LAST, Ledgers.delivered(100), 101);

    assertThat(on(ledger, TOOK_100).complaints())
        .containsExactly("app INFO: not all logged is accounted for");
  }

  @Test
  void severitiesThatDidNotOccurAreLeftOut() {
    assertThat(on(last(Ledgers.delivered(100)), TOOK_100).lines())
        .noneMatch(line -> line.contains("WARN"));
  }

  @Test
  void anApplicationWithoutALastLedgerIsAComplaint() {
    AppLedger running = Ledgers.info(AppLedger.Stage.RUNNING, Ledgers.delivered(100));

    assertThat(on(running, TOOK_100).isGood()).isFalse();
    assertThat(Verdict.on(List.of(new Moment.AppLine("app", null)), TOOK_100).isGood()).isFalse();
  }

  @Test
  void aRealEndpointIsBelieved() {
    assertThat(on(last(Ledgers.delivered(7)), null).isGood()).isTrue();
  }

  private static AppLedger last(PipelineSnapshot.Counts counts) {
    return Ledgers.info(AppLedger.Stage.LAST, counts);
  }

  private static Verdict on(AppLedger ledger, EndpointCounts counts) {
    return Verdict.on(List.of(new Moment.AppLine("app", ledger)), counts);
  }
}
