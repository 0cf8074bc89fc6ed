package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

class AppLedgerTest {

  @Test
  void aLedgerSurvivesItsJourneyAsALineOfJson() throws JsonProcessingException {
    AppLedger ledger = Ledgers.info(AppLedger.Stage.LAST, Ledgers.counts(10, 5, 1, 4, 2, 3));

    assertThat(ledger.toJson()).doesNotContain("\n");
    assertThat(AppLedger.ofJson(ledger.toJson())).isEqualTo(ledger);
  }

  @Test
  void anotherLineIsNotTakenForALedger() {
    assertThatThrownBy(() -> AppLedger.ofJson("Listening for transport dt_socket"))
        .isInstanceOf(JsonProcessingException.class);
  }
}
