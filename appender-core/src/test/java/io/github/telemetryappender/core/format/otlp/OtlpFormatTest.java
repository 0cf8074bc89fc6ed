package io.github.telemetryappender.core.format.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.telemetryappender.core.capture.EventScript;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.AnyEvent;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpFormatTest {

  private final PayloadFormat format = AnyEvent.format("otlp");

  @ParameterizedTest
  @ValueSource(strings = {"otlp", "otlp-json"})
  void aNameOfAKindOfEventsHasAFieldOfItsOwn(String name) throws Exception {
    LogRecord record =
        one(
            name,
            fields -> {
              fields.keyValue("event.name", "order.paid");
              fields.keyValue("order", 7);
            });

    assertThat(record.getEventName()).isEqualTo("order.paid");
    assertThat(keys(record)).contains("order").doesNotContain("event.name");
  }

  @Test
  void theCallerHasTheNamesOfTheConventions() throws Exception {
    LogRecord record = one("otlp", fields -> fields.caller("a.B", "m", "B.java", 17));

    assertThat(values(record))
        .containsEntry("code.function.name", "a.B.m")
        .containsEntry("code.file.path", "B.java")
        .containsEntry("code.line.number", "17");
  }

  @Test
  void whatAnEncoderMadeIsTheBody() throws Exception {
    LogRecord record =
        one(
            "otlp",
            fields -> {
              fields.rendered("as the layout has it");
              fields.message("unrendered");
            });

    assertThat(record.getBody().getStringValue()).isEqualTo("as the layout has it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"trace_id,span_id", "traceId,spanId"})
  void idsInMdcAreTheRecords(String names) throws Exception {
    String[] keys = names.split(",");
    LogRecord record =
        one(
            "otlp",
            fields -> {
              fields.mdc(keys[0], AnyEvent.TRACE_ID);
              fields.mdc(keys[1], AnyEvent.SPAN_ID);
            });

    assertThat(record.getTraceId().size()).isEqualTo(16);
    assertThat(record.getSpanId().size()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(Severity.class)
  void everySeverityHasTheFirstNumberOfItsFour(Severity severity) {
    int expected =
        io.opentelemetry.proto.logs.v1.SeverityNumber.valueOf("SEVERITY_NUMBER_" + severity)
            .getNumber();

    assertThat(LogRecordFacts.severityNumber(severity)).isEqualTo(expected);
  }

  @Test
  void instantsThatDoNotFitAreAsNearAsCanBe() throws Exception {
    assertThat(one("otlp", fields -> fields.instant(-1, 5)).getTimeUnixNano()).isZero();
    assertThat(
            Long.toUnsignedString(
                one("otlp", fields -> fields.instant(253_402_300_799L, 9)).getTimeUnixNano()))
        .startsWith("184467440");
    assertThat(
            Long.toUnsignedString(
                one("otlp-json", fields -> fields.instant(253_402_300_799L, 9)).getTimeUnixNano()))
        .startsWith("184467440");
  }

  @Test
  void aCutEventSaysSo() throws Exception {
    LogRecord record = one("otlp", fields -> fields.message("x".repeat(1 << 20)));

    assertThat(values(record)).containsEntry("log.truncated", "true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"otlp", "otlp-json"})
  void tenThousandEntriesComeBack(String name) throws Exception {
    LogRecord record =
        one(
            name,
            fields -> {
              for (int i = 0; i < 10_000; i++) {
                fields.mdc("k" + i, "v");
                fields.keyValue("k" + i % 100, i);
              }
            });

    assertThat(record.getAttributesCount()).isGreaterThan(10_000);
    assertThat(keys(record)).hasSize(record.getAttributesCount());
    assertThat(keys(record)).contains("labels.k7", "k7", "k9999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"otlp", "otlp-json"})
  void halvesOfCharactersAreReplaced(String name) throws Exception {
    String body =
        one(name, fields -> fields.message(AnyEvent.loneSurrogates())).getBody().getStringValue();

    assertThat(body).startsWith("a").endsWith("c😀").doesNotContain("\ud83d b");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 423, 425, 500, 505, 507, 509, 511, 599})
  void whatTheProtocolDoesNotNameIsNotRepeated(int status) {
    assertThat(format.retryProfile().forbidsRetry(status)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504, 520, 525, 530})
  void theFourAndLostConnectionsAreRepeated(int status) {
    assertThat(format.retryProfile().forbidsRetry(status)).isFalse();
  }

  @Test
  void aPartialSuccessIsCounted() {
    byte[] body =
        ExportLogsServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportLogsPartialSuccess.newBuilder()
                    .setRejectedLogRecords(300)
                    .setErrorMessage("too old"))
            .build()
            .toByteArray();

    assertThat(receipt(body)).isEqualTo(new Receipt.SomeRefused(300, "too old"));
  }

  @Test
  void aPartialSuccessInJsonIsCounted() {
    assertThat(
            receipt("{\"partialSuccess\":{\"rejectedLogRecords\":\"3\",\"errorMessage\":\"x\"}}"))
        .isEqualTo(new Receipt.SomeRefused(3, "x"));
    assertThat(receipt(" {\"a\":[{}],\"partialSuccess\":{\"b\":{},\"rejectedLogRecords\":3}}"))
        .isEqualTo(new Receipt.SomeRefused(3, ""));
  }

  @Test
  void aWarningIsNoRefusal() {
    assertThat(receipt("{\"partialSuccess\":{\"errorMessage\":\"slow\"}}"))
        .isEqualTo(new Receipt.SomeRefused(0, "slow"));
  }

  @Test
  void aPlainSuccessSaysNothing() {
    assertThat(receipt(ExportLogsServiceResponse.getDefaultInstance().toByteArray())).isNull();
    assertThat(receipt("{}")).isNull();
    assertThat(receipt("{\"partialSuccess\":{}}")).isNull();
    assertThat(receipt("\n")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>", "{", "{\"partialSuccess\":{\"rejectedLogRecords\":\"many\"}}", "ok"})
  void whatCannotBeReadIsToldApart(String body) {
    assertThatIllegalArgumentException().isThrownBy(() -> receipt(body));
  }

  @Test
  void whatWasCutOffIsToldApart() {
    byte[] whole =
        ExportLogsServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportLogsPartialSuccess.newBuilder()
                    .setRejectedLogRecords(300)
                    .setErrorMessage("x".repeat(300)))
            .build()
            .toByteArray();
    for (int length = 2; length < whole.length; length++) { // the first byte alone is a line feed
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatIllegalArgumentException().isThrownBy(() -> receipt(cut));
    }
  }

  @Test
  void anErrorSaysNothingBesideItsStatus() {
    assertThat(
            format.receipt(
                new Answer(
                    400,
                    "{\"partialSuccess\":{\"rejectedLogRecords\":3}}"
                        .getBytes(StandardCharsets.UTF_8),
                    true,
                    5)))
        .isNull();
  }

  private @Nullable Receipt receipt(String body) {
    return receipt(body.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable Receipt receipt(byte[] body) {
    return format.receipt(new Answer(200, body, true, 5));
  }

  private static LogRecord one(String format, EventScript event) throws Exception {
    return OtlpRoundTripTest.parsed(format, AnyEvent.body(AnyEvent.format(format), event))
        .getResourceLogs(0)
        .getScopeLogs(0)
        .getLogRecords(0);
  }

  private static java.util.Set<String> keys(LogRecord record) {
    return record.getAttributesList().stream().map(KeyValue::getKey).collect(Collectors.toSet());
  }

  private static Map<String, String> values(LogRecord record) {
    return record.getAttributesList().stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                pair ->
                    switch (pair.getValue().getValueCase()) {
                      case INT_VALUE -> "" + pair.getValue().getIntValue();
                      case BOOL_VALUE -> "" + pair.getValue().getBoolValue();
                      default -> pair.getValue().getStringValue();
                    }));
  }
}
