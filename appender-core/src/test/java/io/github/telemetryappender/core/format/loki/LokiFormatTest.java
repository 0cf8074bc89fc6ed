package io.github.telemetryappender.core.format.loki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.telemetryappender.core.capture.EventScript;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.AnyEvent;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.settings.NameValue;
import io.github.telemetryappender.core.settings.SettingsException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LokiFormatTest {

  private static PayloadFormat format(NameValue... labels) {
    return Formats.load().create(AnyEvent.context("loki", "", List.of(labels), Map.of()));
  }

  private static JsonNode streams(PayloadFormat format, EventScript... events) throws IOException {
    return new ObjectMapper().readTree(AnyEvent.body(format, events)).path("streams");
  }

  private static EventScript at(long second, int nano, String message) {
    return fields -> {
      fields.instant(second, nano);
      fields.message(message);
    };
  }

  @Test
  void eventsOfOneStreamShareIt() throws IOException {
    NameValue byUser = new NameValue("user", "{mdc:user}");
    EventScript ada = fields -> fields.mdc("user", "ada");
    EventScript bob = fields -> fields.mdc("user", "bob");

    JsonNode streams = streams(format(byUser), ada, ada, bob, ada, fields -> {});

    assertThat(streams.findValuesAsText("user").subList(0, 2)).contains("ada");
    assertThat(streams).hasSize(4);
    assertThat(streams.at("/0/values")).hasSize(2);
    assertThat(streams.at("/3/stream").toString())
        .as("a stream needs a label")
        .isEqualTo("{\"service_name\":\"unknown_service\"}");
  }

  @Test
  void theSameInstantComesOnceAndAClockThatWasSetBackIsBelieved() throws IOException {
    JsonNode values =
        streams(
                format(),
                at(5, 100, "a"),
                at(5, 100, "b"),
                at(5, 50, "c"),
                at(4, 0, "d"),
                at(5, 0, "e"))
            .at("/0/values");

    assertThat(values)
        .extracting(value -> value.get(0).asText())
        .containsExactly("5000000100", "5000000101", "5000000102", "4000000000", "5000000000");
  }

  @Test
  void instantsOutsideTheRangeAreMovedIntoIt() throws IOException {
    JsonNode values = streams(format(), at(-1, 0, "a"), at(253_402_300_799L, 0, "b"));

    assertThat(values.at("/0/values/0/0").asText()).isEqualTo("0");
    assertThat(Long.parseLong(values.at("/0/values/1/0").asText())).isPositive();
  }

  @Test
  void keysBecomeNamesAndEachComesOnce() throws IOException {
    JsonNode metadata =
        streams(
                format(),
                fields -> {
                  fields.keyValue("user.id", 1);
                  fields.keyValue("user_id", 2);
                  fields.keyValue("user-id", 3);
                  fields.mdc("", "empty");
                })
            .at("/0/values/0/2");

    assertThat(metadata.path("user_id").asText()).isEqualTo("1");
    assertThat(metadata.path("_user_id").asText()).isEqualTo("2");
    assertThat(metadata.path("_").asText()).isEqualTo("empty");
    assertThat(metadata.path("truncated").asText()).as("the third had no place").isEqualTo("true");
  }

  @Test
  void theStackTraceStandsBelowTheMessage() throws IOException {
    JsonNode line =
        streams(
                format(),
                fields -> {
                  fields.message("failed");
                  fields.exception("T", "why", "T: why\n\tat a.B");
                })
            .at("/0/values/0/1");

    assertThat(line.asText()).isEqualTo("failed\nT: why\n\tat a.B");
  }

  @ParameterizedTest
  @CsvSource({"service.name, shop", "1st, a", "a, {host}", "a, {mdc}", "'', a"})
  void aLabelThatLokiWouldRefuseIsRefusedAtOnce(String name, String value) {
    assertThatThrownBy(() -> format(new NameValue(name, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("label = " + name + "=" + value);
  }

  @Test
  void onlyTwoStatusesMeanThatEntriesWereTaken() {
    PayloadFormat format = format();

    assertThat(format.receipt(new Answer(204, new byte[0], true, 1))).isNull();
    assertThat(format.receipt(new Answer(200, new byte[0], true, 1))).isNull();
    assertThat(format.receipt(new Answer(400, new byte[0], true, 1))).isNull();
    assertThat(format.receipt(new Answer(260, new byte[0], true, 1)))
        .isInstanceOf(Receipt.NotTaken.class);
  }
}
