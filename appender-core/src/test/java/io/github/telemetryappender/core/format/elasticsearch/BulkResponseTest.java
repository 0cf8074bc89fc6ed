package io.github.telemetryappender.core.format.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.Receipt.PerEvent;
import io.github.telemetryappender.core.format.Receipt.Pushback;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkResponseTest {

  private static Receipt receipt(String body, int events) {
    Answer answer = new Answer(200, body.getBytes(StandardCharsets.UTF_8), true, events);
    return new BulkResponse(answer).receipt();
  }

  private static String items(String... items) {
    return "{\"took\":1,\"errors\":true,\"items\":[" + String.join(",", items) + "]}";
  }

  private static String item(int status) {
    return "{\"create\":{\"_index\":\"a\",\"_id\":\"b\",\"status\":"
        + status
        + ",\"error\":{\"type\":\"t"
        + status
        + "\",\"reason\":\"r\",\"caused_by\":{\"type\":\"deeper\"}}}}";
  }

  private static BitSet set(int... indexes) {
    BitSet set = new BitSet();
    for (int index : indexes) {
      set.set(index);
    }
    return set;
  }

  @Test
  void eachItemHasItsOwnFate() {
    assertThat(receipt(items(item(201), item(400), item(429), item(409), item(503)), 5))
        .isEqualTo(new PerEvent(set(2, 4), set(1), Pushback.THROTTLE, "400 t400: r"));
  }

  @Test
  void aFailureIsNoThrottle() {
    assertThat(receipt(items(item(503), item(200)), 2))
        .isEqualTo(new PerEvent(set(0), set(), Pushback.FAILURE, "503 t503: r"));
  }

  @Test
  void anIndexThatIsBlockedOrMissingCostsNoEvent() {
    assertThat(receipt(items(item(401), item(403), item(404), item(408), item(201)), 5))
        .isEqualTo(new PerEvent(set(0, 1, 2, 3), set(), Pushback.FAILURE, "401 t401: r"));
  }

  @Test
  void conflictsAreDeliveries() {
    assertThat(receipt(items(item(409), item(201)), 2)).isNull();
  }

  @Test
  void whatTheAnswerDoesNotReachGoesAgain() {
    String cut = items(item(201), item(201), item(201));
    assertThat(receipt(cut.substring(0, cut.lastIndexOf("{\"create\"") + 20), 4))
        .isEqualTo(new PerEvent(set(2, 3), set(), Pushback.FAILURE, ""));
    assertThat(receipt(items(item(201)), 2))
        .isEqualTo(new PerEvent(set(1), set(), Pushback.FAILURE, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"errors\":false,\"items\":[{\"create\":{\"status\":400}}]}",
        "{\"acknowledged\":true}"
      })
  void otherwiseTheStatusSaysIt(String body) {
    assertThat(receipt(body, 3)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "[]", "{", "ok"})
  void whatIsNoAnswerOfABulkEndpointIsToldApart(String body) {
    assertThatIllegalArgumentException().isThrownBy(() -> receipt(body, 3));
  }

  @Test
  void moreItemsThanEventsAreNotOurs() {
    assertThat(receipt(items(item(201), item(400)), 1)).isNull();
  }
}
