package io.github.telemetryappender.core.format.splunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.Receipt;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplunkReplyTest {

  private static Receipt receipt(int status, String body) {
    return SplunkReply.receipt(new Answer(status, body.getBytes(StandardCharsets.UTF_8), true, 10));
  }

  @Test
  void whatCertainlyStandsBeforeAnInvalidEventHasArrived() {
    assertThat(receipt(400, "{\"text\":\"x\",\"code\":6,\"invalid-event-number\":3}"))
        .isEqualTo(new Receipt.FirstDelivered(2));
  }

  @Test
  void aBusyServerSaysWhereItStopped() {
    assertThat(receipt(503, "{\"invalid-event-number\":9,\"code\":9}"))
        .isEqualTo(new Receipt.FirstDelivered(8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{\"code\":6",
        "{\"code\":6}",
        "{\"invalid-event-number\":0}",
        "{\"invalid-event-number\":1}",
        "{\"invalid-event-number\":11}",
        "{\"invalid-event-number\":-1}",
        "{\"invalid-event-number\":\"3\"}",
        "{\"invalid-event-number\":99999999999999999999}",
        "{\"inner\":{\"invalid-event-number\":3}}"
      })
  void anythingElseSaysNothing(String body) {
    assertThat(receipt(400, body)).isNull();
  }

  @Test
  void aSuccessIsForAllEvents() {
    assertThat(receipt(200, "{\"text\":\"Success\",\"code\":0,\"invalid-event-number\":3}"))
        .isNull();
  }
}
